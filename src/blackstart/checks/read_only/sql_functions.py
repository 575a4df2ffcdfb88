"""The functions a query may call: all of `pg_catalog`, and none that acts, waits, reads files or runs a text."""

LISTED = """
    count sum avg min max bool_and bool_or every array_agg string_agg json_agg jsonb_agg json_object_agg
    jsonb_object_agg percentile_cont percentile_disc mode stddev stddev_pop stddev_samp variance var_pop
    var_samp corr grouping
    row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
    coalesce nullif greatest least num_nulls num_nonnulls cast
    now age extract date_part date_trunc date_bin clock_timestamp statement_timestamp transaction_timestamp
    current_time current_timestamp localtime localtimestamp isfinite justify_days justify_hours justify_interval
    make_date make_interval make_time make_timestamp make_timestamptz timezone to_char to_date to_number
    to_timestamp
    abs ceil ceiling floor round trunc mod div power sqrt cbrt exp ln log sign width_bucket
    like lower upper initcap length char_length character_length octet_length bit_length trim btrim ltrim rtrim
    left right substr substring position strpos replace translate split_part concat concat_ws reverse ascii chr
    md5 sha256 encode decode starts_with string_to_array array_to_string regexp_match regexp_replace
    regexp_count regexp_like array_length array_lower array_upper array_position array_remove cardinality unnest
    generate_series generate_subscripts
    json_array_length jsonb_array_length json_typeof jsonb_typeof json_extract_path json_extract_path_text
    jsonb_extract_path jsonb_extract_path_text json_array_elements jsonb_array_elements json_array_elements_text
    jsonb_array_elements_text json_object_keys jsonb_object_keys json_build_array jsonb_build_array
    json_build_object jsonb_build_object to_json to_jsonb row_to_json
    numeric decimal varchar char character varying timestamp timestamptz time timetz interval bit float date
    version current_database current_schema pg_is_in_recovery pg_is_wal_replay_paused pg_postmaster_start_time
    pg_conf_load_time pg_current_wal_lsn pg_current_wal_insert_lsn pg_current_wal_flush_lsn
    pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_wal_lsn_diff mxid_age
    pg_database_size pg_tablespace_size pg_table_size pg_indexes_size pg_relation_size pg_total_relation_size
    pg_size_pretty pg_size_bytes pg_column_size pg_typeof pg_get_userbyid pg_encoding_to_char format_type
    to_regclass has_database_privilege has_schema_privilege has_table_privilege has_column_privilege
"""
FUNCTIONS = frozenset(LISTED.split())
"""PostgreSQL 15, chapters 9.1 to 9.29. Types that take a length in brackets are among them."""

GRAMMAR = """
    and or not in is similar to any all some exists between array row case when then else
    select distinct from only join on using where by having union intersect except limit offset first next values
    as materialized lateral over filter group within sets rollup cube
"""
BEFORE_BRACKET = frozenset(GRAMMAR.split())
"""Words of the grammar that stand before a bracket without calling anything; `pg_catalog` has no function so called."""

BARE_CALLS = """
    current_date current_time current_timestamp localtime localtimestamp current_role current_user session_user
    system_user user current_catalog current_schema
"""
VALUES_IN_FROM = frozenset(BARE_CALLS.split())
"""Calls without brackets, which could stand as a row source."""
