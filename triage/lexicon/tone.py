"""Small words that weigh when nothing plain was said: whose matter it is, what is missing, who suffers."""

from __future__ import annotations

WE = (r"we|us|our|ours|nosotros|nuestr[oa]s?|tenemos|podemos|estamos",)

LACK = (
    r"not|no|never|nothing|nobody|none|without|lost|losing|gone|stopped|stop|quit|missing|dead|dark|silent|quiet|empty|blank|"
    r"frozen|stuck|failed|failing|refus\w+|reject\w+|declin\w+|den(?:y|ies|ied)|disappear\w*|vanish\w*|dropp\w+|cut off|"
    r"unable|broken|broke|nada|nadie|ningun\w*|sin",
)

OTHERS = (
    r"patients?|customers?|clients?|members?|residents?|students?|parents?|kids?|drivers?|guests?|tenants?|donors?|"
    r"vendors?|suppliers?|the bank|police|officers?|doctors?|nurses?|surgeons?|crews?|trucks?|shoppers?|passengers?|"
    r"families|family|neighbors?|auditors?|team|staff|employees|workers|cashiers?|tellers?|operators?|dispatchers?|"
    r"agents|technicians?|teachers?|attorneys?|lawyers?|shift|pacientes?|clientes?|choferes",
)

UNEASE = (
    r"weird|strange|odd|suspicious|wrong(?! (?:time|date|name|font|color|size|address|title|logo|order|picture|side|tray|way|version|page))|alarms?|alert|emergency|danger\w*|unsafe|scared|worried|threat\w*|stolen|fake|"
    r"unknown|unusual|concern\w*|afraid|leak\w*|exposed|illegal|police|hospital|evacuat\w*|warning|critical|serious|"
    r"raro|rara|extran[oa]|peligro|alarma|urgente|emergencia",
)

HURRY = (
    r"tonight|right now|immediately|deadline|due|in an hour|within|minutes|before (?:we|they|the|midnight|morning)|"
    r"waiting|asap|cannot wait|can not wait|overnight|shift|until we|hurry|esta noche|ahora mismo",
)

CAN_WAIT = (
    r"(?:can|could|will|it) wait|tomorrow(?: is)? fine|no (?:rush|hurry)|not urgent|in the morning is fine|whenever|"
    r"when (?:you|somebody|someone) (?:get|has|have)|next week|some ?time|eventually|low priority|not a big deal|"
    r"still (?:works|rings|prints|usable|runs|turns on|gets mail)|otherwise (?:fine|ok|it|works|good)|other than that|have a spare|"
    r"(?:using|use|used|borrow\w*|work on|working on) (?:the |an|a )?(?:other|another|spare|different|upstairs|backup)|work ?around|"
    r"letting you know|so you know|no big deal|just (?:thought|figured|wanted|mention\w*|curious)|puede esperar|no es urgente|manana",
)

IMPORTANT_THINGS = (
    r"servers?|network|internet|system|systems|database|phones|phone lines?|email|accounts?|payments?|payroll|orders?|"
    r"records|files|folders?|data|money|doors?|cameras?|alarm|controller|monitoring|machines|computers|screens|terminals|"
    r"registers|software|program|website|backups?|schedule|charts?|routes?|loads?|dispatch|production|line|meds|"
    r"medication|prescriptions?|temperature|power|lights|gate|login|logins|passwords",
)
