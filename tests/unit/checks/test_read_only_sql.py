"""Which SQL a probe may send: each way to do something else than read is refused before any server sees it."""

import pytest

from blackstart.checks.read_only.sql import refuse_sql

ALLOWED = """
SELECT 1
select 1;
SELECT count(*) FROM pg_stat_replication
WITH a AS (SELECT 1) SELECT * FROM a
WITH a AS MATERIALIZED (SELECT 1 AS n), b AS NOT MATERIALIZED (SELECT 2) SELECT * FROM a, b
SHOW server_version
TABLE pg_database
VALUES (1)
SELECT pg_is_in_recovery(), now() - pg_postmaster_start_time()
SELECT pg_database_size('app')
SELECT count(*) FROM pg_replication_slots WHERE NOT active
SELECT * FROM pg_file_settings WHERE error IS NOT NULL
SELECT pg_catalog.count(*) FROM public.jobs
SELECT count(*) FROM public.jobs WHERE a IS DISTINCT FROM lower(b)
SELECT a.x FROM public.t AS a JOIN s.u b ON lower(a.k) = lower(b.k) JOIN c USING (id) WHERE x IN (1, 2) ORDER BY 1
SELECT extract(epoch FROM now() - max(ts))::int AS age FROM public.jobs -- how old
SELECT count(*) FILTER (WHERE state = 'a;b--c/*') /* x /* y */ z */ FROM public.q
SELECT interval '1 day', date '2020-01-01', CAST(a AS numeric(10, 2)), x::varchar(20)[] FROM public.t
SELECT rank() OVER (PARTITION BY a ORDER BY b), sum(x) OVER w FROM public.t WINDOW w AS (ORDER BY a)
SELECT * FROM (VALUES (1, lower('A')), (2, 'b')) AS v (n, s)
SELECT 1 FROM public.t WHERE EXISTS (SELECT 1 FROM public.u WHERE u.a = ANY (ARRAY[1, 2]))
SELECT "Datum", t."größe" FROM public."Table" t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM public.t
SELECT a->>'k' FROM public.t WHERE b @> '{}' AND c ~ '^x' AND d LIKE 'x%'
SELECT "update", t.delete, 1 AS into FROM public.t
SELECT n FROM (SELECT generate_series(1, 3) AS n) AS s
"""

REFUSED = r"""
DROP TABLE a
SELECT 1; DROP TABLE a
SELECT 1;;
\! rm -rf /
SELECT 1 \gexec
SELECTED
BEGIN
SET default_transaction_read_only = off
SHOW ALL
SHOW a b
(SELECT 1)
/* */ DELETE FROM a
EXPLAIN ANALYZE DELETE FROM a
explain (analyse) delete from a
COPY a TO PROGRAM 'id'
DO $$ BEGIN END $$
PREPARE a AS SELECT 1
EXECUTE a
CALL a()
LISTEN a
NOTIFY a
LOCK TABLE a
DECLARE a CURSOR FOR SELECT 1
SELECT 1 INTO copied FROM a
WITH gone AS (DELETE FROM a RETURNING 1) SELECT * FROM gone
WITH new AS (INSERT INTO a VALUES (1) RETURNING 1) SELECT * FROM new
WITH other AS (UPDATE a SET b = 1 RETURNING 1) SELECT * FROM other
WITH a AS (MERGE INTO b USING c ON true WHEN MATCHED THEN DELETE) SELECT 1
SELECT * FROM a FOR UPDATE
SELECT * FROM a FOR NO KEY UPDATE
SELECT * FROM a FOR KEY SHARE
SELECT * FROM a FOR SHARE
SELECT set_config('transaction_read_only', 'off', false)
SELECT pg_terminate_backend(1)
SELECT "pg_reload_conf"()
SELECT PG_SWITCH_WAL()
SELECT U&"pg!005freload_conf" UESCAPE '!' ()
SELECT u&'!0041' UESCAPE '!'
SELECT pg_read_file('/etc/passwd')
SELECT dblink_exec('dbname=app', 'DROP TABLE a')
SELECT lo_export(1, '/tmp/x')
SELECT lo_import('/etc/passwd')
SELECT nextval('a')
SELECT setval('a', 1)
SELECT pg_notify('a', 'b')
SELECT pg_replication_slot_advance('a', '0/0')
SELECT pg_advisory_lock(1)
SELECT pg_sleep(100)
SELECT pg_sleep /* , */ (100)
SELECT ts_stat('SELECT pg_term' || 'inate_backend(1)')
SELECT * FROM ts_stat('SELECT 1')
SELECT ts_rewrite('a'::tsquery, 'SELECT 1')
SELECT heap_force_kill('a'::regclass, ARRAY['(0, 1)']::tid[])
SELECT query_to_xml('SELECT 1', true, true, '')
SELECT database_to_xml(true, true, '')
SELECT cursor_to_xml('a', 1, true, true, '')
SELECT current_setting('app.secret')
SELECT pg_catalog.pg_sleep(1)
SELECT public.count(1)
SELECT other.pg_catalog.count(1)
SELECT mine(1)
SELECT (0.1::float8).pg_sleep
SELECT (ARRAY[0.1])[1].pg_sleep
SELECT x.pg_sleep FROM abs(0.1) AS x
SELECT x.pg_sleep FROM unnest(ARRAY[0.1]) x
SELECT x.pg_sleep FROM LATERAL abs(0.1) AS x
SELECT x.pg_sleep FROM ROWS FROM (abs(0.1)) AS x
SELECT x.pg_sleep FROM public.a, abs(0.1) AS x
SELECT x.pg_sleep FROM public.a JOIN abs(0.1) AS x ON true
SELECT x.pg_sleep FROM public.a JOIN public.b ON true, abs(0.1) AS x
SELECT x.pg_sleep FROM public.a JOIN public.b USING (c) CROSS JOIN abs(0.1) AS x
SELECT x.pg_sleep FROM (public.a CROSS JOIN abs(0.1) AS x)
SELECT x.pg_sleep FROM public.where, abs(0.1) AS x
SELECT x.pg_sleep FROM public.a values, abs(0.1) AS x
SELECT 1 AS as FROM abs(0.1) AS x
SELECT x.as FROM abs(0.1) AS x
SELECT x.pg_sleep FROM CAST(0.1 AS float8) AS x
SELECT x.pg_sleep FROM coalesce(0.1) AS x
SELECT x.pg_promote FROM like('a', 'b') AS x
SELECT x.pg_read_file FROM current_user AS x
SELECT x.pg_read_file FROM current_catalog AS x
SELECT 1 FROM public.t AS x (a public.checked)
SELECT 1 AS pg_sleep (1)
SELECT 1 FROM public.t AS x (a
SELECT 'x'::public.checked
SELECT 'x'::"public"."checked"
SELECT CAST('x' AS public.checked)
SELECT public.checked 'x'
SELECT 1 OPERATOR(public.+) 1
SELECT 1 FROM public.t TABLESAMPLE mine(1)
SELECT * FROM json_to_recordset('[]') AS x (a public.checked)
SELECT $$a$$
SELECT $tag$a$tag$
SELECT $1
SELECT E'a'
SELECT B'1'
SELECT X'1F'
SELECT N'a'
SELECT :x
SELECT :'x'
SELECT '\'
SELECT 'open
SELECT "open
SELECT /* /* open */ 1
SELECT (1
SELECT 1)
"""


def lines(text: str) -> list[str]:
    """Return the queries, one a line."""
    return text.strip().splitlines()


@pytest.mark.parametrize("query", lines(ALLOWED))
def test_query_that_reads_is_allowed(query: str) -> None:
    """One statement of plain reading is let through."""
    assert refuse_sql(query) is None


@pytest.mark.parametrize("query", ["", *lines(REFUSED), "SELECT 1\0", "SELECT\v1", f"SELECT {'1' * 20_000}"])
def test_query_that_could_act_is_refused(query: str) -> None:
    """A statement that writes, waits, locks, runs a text, or calls what is not listed."""
    assert refuse_sql(query)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT pg_sleep(1)", "a query may not call 'pg_sleep', which is not in the list of functions"),
        ("SELECT * FROM t FOR UPDATE", "a query may not hold 'FOR'"),
        ("SELECT x FROM now() AS x", "FROM names tables and queries; call 'now' in a SELECT of its own"),
        ("DROP TABLE a", "a query begins with SELECT, WITH, VALUES, TABLE or SHOW"),
    ],
)
def test_reason_names_the_word(query: str, reason: str) -> None:
    """The pack's author reads what to change."""
    assert refuse_sql(query) == reason
