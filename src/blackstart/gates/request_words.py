"""Words that ask for a change to a running system, in English and Chinese, whatever the fleet.

They are compared with texts in small letters, signs between words as one blank. What is told
of the past (`was restarted`, 重啟後) asks for nothing.
"""

import re

from blackstart.model.gates import RefusedContent

STATUS = "blocked_runtime_action_request"
AGAIN = r"re ?(?:start|boot|load)"
ORDER = (
    rf"(?:{AGAIN}|re ?run|run|execute|apply|deploy|stop|start|delete|kill|terminate|resume|roll (?:back|out)|bounce|"
    r"kick|power ?cycle|drain|enable|disable|install|upgrade|repair|truncate|trigger|dispatch|fail ?over|scale|patch|"
    r"remove|drop|re ?set|restore|shut down)"
)
"""What is done to running systems, as an order."""
VERB = (
    rf"(?:{AGAIN}|re ?run|run|execut|appl|deploy|stop|start|delet|kill|terminat|proceed|resum|roll\w* ?(?:back|out)|"
    r"bounc|kick|power ?cycl|drain|enabl|disabl|install|upgrad|repair|import|truncat|trigger|dispatch|fail\w* ?over|"
    r"scal|patch|remov|drop|re ?set|restor|shut)\w*"
)
"""The same in any form."""
WISH = (
    r"(?:please|kindly|pls|you (?:may|can|should|must|are (?:cleared|allowed))|go ahead|feel free|let us|has to|"
    r"have to|must|should|shall|would like|"
    r"(?:allow|permit|clear|authori[sz]|approv|need|want|ask|request|order|instruct)(?:s|e|es|ed)?(?: \w{2,4})? to)"
)
THING = (
    r"(?:the|a|an|all|every|each|both|it|them|this|that|these|those|its|your|our|hosts?|nodes?|servers?|services?|"
    r"runners?|machines?|clusters?|pods?|containers?|databases?|vms?|\d{2,3}|now|again|immediately|at once)"
)
"""What an order is about."""
AWAY = r"(?:off|down|offline|out of (?:service|rotation)|back up|back online|online)"
IMPERATIVE = (
    rf"(?:{AGAIN}|power|switch|turn|shut|take|bring|pull|unplug|plug|cut|halt|stop|start|cycle|evict|cordon|uncordon|"
    r"promote|demote|migrate|rotate|renew|revert|restore|mount|unmount|clear|purge|wipe|flush|format|erase|re ?image|"
    r"reinstall|provision|scale|re ?create|re ?deploy|deploy|run|patch|update|upgrade|unlock|grant|release|kick|kill|"
    r"isolate|disconnect|reconnect|detach|attach|freeze|unfreeze|reset|fix|repair|replace|move|fail over)"
)
"""What a sentence begins with that orders something; what is told begins otherwise."""
PAST = r"(?<!no )(?<!further )(?<!after )(?<!after the )(?<!after a )(?<!since the )(?<!before the )(?<!of the )"
STILL_NONE = r"(?! (?:is )?(?:still )?0\b)"
"""Skip a figure that says the opposite: `authorized 0`, `approved is still 0`."""
ENGLISH = (
    rf"\b{WISH}\b.{{0,60}}\b{VERB}",
    (
        r"^(?:just |then |now |and |so )*(?:re ?run|execute|apply|delete|kill|terminate|resume|bounce|kick|drain|"
        r"enable|disable|install|truncate|remove|roll (?:back|out)|shut down|create|set(?! of\b)) "
    ),
    rf"^(?:please |just |then |now |and |so |go |also |first |finally )*{IMPERATIVE} {THING}\b",
    rf"^(?:{AGAIN}|power ?off|power ?cycle|shut ?down|halt)$",
    (
        rf"(?<!we )(?<!they )(?<!was )(?<!the )\b(?:power|switch|turn|take|bring|pull)(?: {AWAY})? "
        rf"{THING}(?: \w+){{0,3}}? ?{AWAY}\b"
    ),
    rf"(?<!the )\b(?:power|switch|turn|take|bring|pull) {AWAY} {THING}\b",
    (
        r"\b(?:must|should|shall|has to|have to|needs? to|ought to) be "
        rf"(?:\w+ )?(?:{VERB}|powered|switched|turned|taken|brought)\b"
    ),
    rf"\b(?:could|can|would|will) (?:you|we|someone|somebody|anyone)\b.{{0,40}}\b(?:{VERB}|power|switch|turn|take)\b",
    rf"\b{ORDER} (?:it|them|this|that|these|all|now|the|a|an|every|hosts?|services?|nodes?|runners?|\d{{2,3}})\b",
    rf"\b{PAST}(?<!post )(?<!last )(?<!without a )(?<!without ){AGAIN}\b(?! (?:counts?|policy|records?)\b)",
    (
        r"\b(?:approv\w+|authori[sz]ed|agreed|permission|consent|sign(?:ed)? off|green ?light\w*|now)\b.{0,40}\b"
        rf"(?:{AGAIN}|re ?run|run|execute|apply|deploy|proceed|to (?:start|stop)|go ahead|delete|stop it)\b"
    ),
    (
        rf"\b(?:{AGAIN}|roll ?out|roll ?back|change|action)\b.{{0,30}}\b"
        rf"(?:approved|authori[sz]ed|allowed|granted|needed|required|wanted|requested)\b{STILL_NONE}"
    ),
    (
        r"\b(?:runtime|host write|dispatch|remediation|response|secret value collection) (?:action |gate )?"
        rf"(?:authori[sz]ed|accepted|approved|allowed|open|enabled)\b{STILL_NONE}"
    ),
    r"\b(?:do it|go for it|make it so|just do|open the (?:\w+ )?gates?|release (?:the )?runners?|proceed with)\b",
    r"\bruntime gate (?:is |to |be )?(?:[1-9]|open|true|yes|on)\b",
    r"\b(?:treat|mark|count|consider)\b.{0,20}\baccepted\b",
    r"\b(?:send|tell|give|paste|post|share)\b.{0,30}\b(?:passwords?|tokens?|secrets?|private keys?)\b",
)
COMMANDS = (
    (
        rf"\bsystemctl (?:\w+ ){{0,3}}?(?:{AGAIN}|start|stop|enable|disable|mask|unmask|kill|isolate|reset failed|"
        r"daemon reload|edit|poweroff)\b"
    ),
    r"\bservice \w+ (?:restart|start|stop|reload)\b",
    (
        r"\bkubectl (?:\w+ ){0,2}?(?:apply|delete|patch|scale|rollout|drain|cordon|uncordon|exec|edit|annotate|label|"
        r"replace|create|set|cp|run|taint|debug)\b"
    ),
    (
        r"\b(?:docker|podman|nerdctl) (?:(?:compose|container|volume|image|system|network) )?(?:restart|start|stop|"
        r"kill|rm|rmi|run|exec|up|down|prune|pull|push|cp|update|create|build)\b"
    ),
    (
        r"\b(?:helm|argocd|terraform|git) (?:app )?(?:upgrade|install|rollback|uninstall|delete|apply|destroy|sync|"
        r"push|reset|checkout|revert)\b"
    ),
    (
        r"\b(?:curl|wget|psql|redis cli|ansible\w*|iptables|nft|ufw|sudo|su root|rm rf|rm r|mkfs|fdisk|dd if|chmod|"
        r"chown|kill|pkill|killall|sig(?:term|kill|hup)|pg resetwal|shutdown (?:r|h|now)|poweroff)\b"
    ),
    r"\b(?:drop|truncate|alter|reindex) (?:table|database|index)\b",
)
NOT = "(?<![不未無无勿非没沒])"
BEGUN = "[啟启啓]"
STEP = (
    rf"(?:重{BEGUN}|重[開开]|重新[啟启啓開开]|重跑|執行|执行|套用|部署|停止|停掉|停用|刪除|删除|移除|終止|终止|"
    "關機|关机|開機|开机|回[滾滚]|修[復复]|放行)"
)
ASKED = "[請请]|麻[煩烦]|[幫帮]我|直接|立即|授[權权]"
CHINESE = (
    (
        rf"{NOT}(?<![申邀])(?:{ASKED}|可以|必[須须]|需要|要求|同意|批准|核准|核可|允[許许]|[馬马]上|[儘尽]快|安排|[讓让])"
        rf"[^ ]{{0,15}}{STEP}(?![人者])"
    ),
    rf"{NOT}(?<![申邀])(?:{ASKED}).{{0,10}}(?:處理|处理|{BEGUN}[動动]|更新|[關关][閉闭]|[開开]{BEGUN}|跑|做)",
    (
        rf"{NOT}(?<!不要求)(?<!不需要)(?<!不得)(?<!不可)(?<!沒有)(?<!禁止)"
        rf"(?:重{BEGUN}|重新{BEGUN}[動动]|重新?[開开][機机])(?![後后前时時紀记次完演])"
    ),
    rf"{NOT}(?:可以?|同意|批准|核准|准)(?:[開开]始|[執执]行|[動动]工|操作|處理|处理)(?![人者紀記時时])",
    rf"{NOT}授[權权](?:你|您|妳|ai|系[統统]|操作)",
    (
        r"(?:把|將|将)[^ ]{0,12}(?:關掉|关掉|關閉|关闭|關機|关机|停掉|停下|停用|重啟|重启|重開|重开|下線|下线|斷電|"
        r"断电|拔掉|清掉|刪掉|删掉|還原|还原)(?![了後后過过])"
    ),
    (
        r"^(?:先|再|並|并|然後|然后)?(?:關掉|关掉|關閉|关闭|切斷|切断|斷電|断电|拔掉|下線|下线|停用|停掉|停下|清除|刪除|删除|還原|还原|"
        r"回復|恢復|啟動|启动|重啟|重启|重開|執行|执行|套用|部署|打開|開啟)(?:一下)?(?:這|这|該|该|所有|全部|它|主機|主机|節點|节点|"
        r"伺服器|服務|服务|機器|机器|容器|資料庫|叢集|集群|電源|电源|網路|runner|host|\d{2,3})"
    ),
    (
        r"(?<![已未不])(?:[請请]|立刻|立即|[馬马]上|[儘尽]快|麻[煩烦]|必[須须]|需要|應該?|应该?)[^已未不]{0,12}"
        r"(?:關機|关机|開機|开机|關掉|关掉|關閉|关闭|斷電|断电|拔掉|停機|停机|下線|下线)"
    ),
    rf"執行指令|停止服[務务]|(?:打[開开]|[開开]{BEGUN}).{{0,12}}gate",
)
GENERAL = RefusedContent(status=STATUS, patterns=(*ENGLISH, *COMMANDS, *CHINESE))
"""What is refused of every response, after what the pack refuses by words of its own."""
SENTENCE_END = re.compile(r"[.!?;:\n\r\u2014\u3002\uff01\uff1f\uff1b\uff1a,\uff0c\u3001()\[\]]+")
"""Where one statement ends and another may begin."""
SIGNS = re.compile(r"[\W_]+")


def plain_words(text: str) -> str:
    """Return the text in small letters, with one blank for all signs between words."""
    return SIGNS.sub(" ", text).casefold().strip()
