"""Words of the trade that mean the same thing, so that a rule is met by meaning and not by spelling."""

from __future__ import annotations

CONCEPTS: dict[str, str] = {
    "server": r"servers?|hosts?|hypervisor|vms?|domain controller|mainframe|nas|san|racks?|server (?:room|closet)|data ?center|computer room|blinking \w+|it (?:room|closet)|network closet|servidor\w*|sistemas?",
    "email": r"emails?|mail|mailbox(?:es)?|outlook|exchange|inbox(?:es)?|messages|365|correos?",
    "phones": r"phones?|telephones?|dial ?tone|calls|ring(?:s|ing)?|ringcentral|voip|extensions?|call in|(?:phone|main) lines?|telefonos?|llamadas|lineas?",
    "internet": r"internet|networks?|wifi|online|offline|connections?|connectivity|wan|isp|fiber|comcast|spectrum|router|firewall|switch|web|red|conexion",
    "vpn": r"vpn|remote (?:access|in|desktop)|anyconnect|fortinet|forticlient|citrix|globalprotect|tunnel",
    "login": r"log(?:ged|ging)? (?:in|on|into|onto)|login|logins|logon|sign(?:ed|ing)? (?:in|on|into)|signin|locked out|lockouts?|passwords?|credentials|authenticat\w*|kicked out|access denied|accounts? (?:is |are )?locked|let (?:us|me|them|anyone|anybody) in|contrasenas?|iniciar sesion|bloquead[oa]s",
    "files": r"files?|documents?|folders?|drives?|shares?|shared|records|fs\d*|workspace\w*|[a-z] drive|archivos?|carpetas?|documentos?",
    "payments": r"pay|pays|payments?|paying|cards?|credit|debit|pos|registers?|checkout|tills|the till|terminals?|toast|square|clover|cash|ring (?:up|anyone|people)|transactions?|cobrar|tarjetas?|cajas?|pagos?",
    "schedule": r"schedules?|scheduling|appointments?|calendars?|book|booking|bookings|citas|agenda",
    "ehr": r"ehr|emr|charts?|charting|athena\w*|epic|cerner|eclinicalworks|patient records|medical records|expedientes?|eprescrib\w*|prescri\w*|meds",
    "erp": r"erp|epicor|kinetic|netsuite|sap|dynamics|quickbooks|sage|orders|inventory|work orders",
    "patients": r"patients?|residents?|pacientes?",
    "production": r"production|plant|shop floor|assembly|manufactur\w*|cnc|dnc|mes|machines?|press(?:es)?|the line|line (?:\d|one|two|three|four|five)|lines|packaging|packag\w*|conveyor|produccion|planta|operations|estop|hmi|plc|scada|mill|lathe",
    "security": r"secur\w*|hack\w*|breach\w*|ransom\w*|virus(?:es)?|malware|phish\w*|intrusion|intruders?|compromis\w*|stolen|stole|steal\w*|leak(?:ed|s|ing)?|expos\w*|fraud\w*|scam\w*|mfa|suspicious|unauthori[sz]ed|incident|encrypt\w*|theft|cyber\w*|attack\w*|misdirected|lost (?:device|laptop|phone)|break ?in|clicked|spoof\w*|trojan|identity|data loss|wire|phi|hipaa",
    "door": r"doors?|badges?|access control|locks?|maglocks?|gates?|key ?cards?|fobs?|puertas?|entrance",
    "camera": r"cameras?|cctv|surveillance|nvr|dvr|camaras?",
    "alarm": r"alarms?|alert(?:s|ing)?|beep\w*|siren|panel|alarmas?",
    "cold": r"cold stores?|fridges?|refrigerat\w*|freezers?|coolers?|vaccines?|cold (?:storage|room|chain)|walk ?ins?|glycol|chillers?|tanks?|temps?|temperatures?|tempalert|thermostat|incubators?|degrees|warm\w*|thaw\w*|refrigerador",
    "heat": r"overheat\w*|hot|hvac|air condition\w*|cooling|ac|boiler|furnace",
    "power": r"power|electric\w*|ups|generator|breaker|lights|outage at|luz|corriente",
    "money": r"money|funds|bank\w*|wire|wired|ach|transfer\w*|dinero|transferencia|gift cards?",
    "court": r"courts?|efil\w*|filings?|filed|file (?:a|the|my|our|with|it|this)|brief|motion|pacer|ecf|cm ecf|judge|hearing|irs|returns?",
    "deadline": r"deadlines?|due|midnight|tonight|cutoff|closing|by \w+ (?:am|pm)|in an hour",
    "payroll": r"payroll|direct deposits?|paychecks?|timecards?|adp|nomina",
    "tax": r"tax|taxes|ultratax|lacerte|drake|proseries|returns?|irs|1040|impuestos",
    "printer": r"print(?:er|ers|ing|s|ed)?|copiers?|toner|impresora|imprim\w*|jam(?:med|s)?",
    "password": r"passwords?|pass ?codes?|pin|locked out of my|forgot|reset|contrasena|clave",
    "slow": r"slow\w*|sluggish|crawl\w*|lag\w*|lent[oa]",
    "tv": r"tvs?|television|slideshow|screens? in the (?:lobby|waiting room)",
    "music": r"music|spotify|sonos|speakers?|musica",
    "guest": r"guest",
    "howto": r"how (?:do|can|to|would)|como (?:hago|puedo)",
    "newuser": r"new (?:\w+ )?(?:employees?|hires?|users?|starters?|staff|interns?|hygienist|associate|person|guy)|onboard\w*|add (?:a|an|someone)|starts? (?:monday|next)",
    "monitor": r"monitors?|second screen|displays?",
    "scanner": r"scanners?|scan(?:ning)?",
    "signature": r"signatures?",
    "zoom": r"zoom|teams|webex|meeting",
    "laptop": r"laptops?|notebooks?|macbook|chromebooks?|computer|computadora|pc",
    "headset": r"headsets?|headphones",
    "dispatch": r"dispatch\w*|cad|radios?|911",
    "website": r"web ?site|web ?store|online store|home ?page|portal|shopping",
    "backup": r"backups?|replication|veeam|datto",
    "fire": r"fire|smoke|burning|flames?|sparks?",
    "water": r"water|flood\w*|leak(?:ing|s)?|sprinklers?|dripping",
    "injury": r"injur\w*|hurt|unsafe|safety|emergency|danger\w*",
    "nursecall": r"nurse call|call (?:bells?|lights?|buttons?)|panic|pull cords?|wander\w*",
    "labels": r"labels?|wristbands?|barcodes?",
    "inventory": r"inventory|warehouse|wms|handhelds?|pick(?:ing)?|shipping|ship|shipments?|trucks?",
    "loss": r"delet\w*|missing|gone|lost|disappear\w*|vanish\w*|wiped|corrupt\w*|rolled back|data loss",
}

SCOPE_WORDS = r"everyone|everybody|nobody|no one|all|whole|entire|multiple|several|users?|staff|anyone|any|more than (?:one|\w+)|company ?wide|site ?wide|plant ?wide|two or more|both|across|facility ?wide|firm|the firm|office|clinic|team"
"""Words of a trigger that say how many, not what."""

STATE_WORDS = frozenset(
    """down out dead offline unavailable unreachable broken not no can cannot cant can't open opens working work works fails failed
    failing failure fault error outage lost affecting affected affects available respond responding inaccessible
    is are be been to for the a an of in on at and with by than or any all that more has have hint possible possibly suspected
    reported reports issue issues problem problems trouble user users staff everyone everybody nobody one multiple several people person
    anyone while during stops stopped stop goes going unable access report event someone something we our us it its
    into get gets use using when within hours hour minutes only between after before from whole entire company client clients customer customers
    isn't doesn't won't routine question questions request requests general minor other misc frozen stuck crashed crash
    log do does i my how""".split()
)
