"""What must never wait: life, fire and water, safety controls, security, lost data.

Each entry is a regular expression over normalised words. NEGATABLE lists are void behind a "no" or "not";
PLAIN lists hold expressions that carry their own negation ("a transfer we did not make").
"""

from __future__ import annotations

SELF_HARM = (
    r"(?:kill|hurt|harm|shoot|cut|cutt)(?:ing)? (?:myself|himself|herself|themselves)",
    r"suicid\w*",
    r"end(?:ing)? (?:my|it) (?:own )?(?:life|all)",
    r"tak(?:e|ing) my (?:own )?life",
    r"(?:do not|no longer) want to (?:live|be alive|be here anymore|go on|wake up)",
    r"(?:no|see the|see any|what is the) (?:point|reason) (?:of|in|to) (?:being alive|be alive|living|live|going on|go on)|not (?:want to )?be alive",
    r"(?:took|taken|swallowed|have|has|with|got) (?:\w+ ){0,6}?(?:whole bottle|all (?:my|of my|the) (?:pills|tablets|medication)|too many (?:pills|tablets)|pills with me|(?:my|his|her) (?:\w+ )?pills|bottle of (?:\w+ ){0,3}?(?:pills|tablets))",
    r"(?:goodbye|farewell|suicide|last) (?:letter|letters|note|notes|messages?|texts?)|written (?:\w+ ){0,4}?(?:goodbye|my will tonight)|(?:easier|better|time) (?:\w+ ){0,3}?(?:to )?(?:just )?(?:step off|jump|end it|be gone|disappear|not exist|not be here)|(?:do not|can not|no) (?:\w+ )?(?:think i can |see |want to )?(?:keep (?:doing this|going)|a way (?:on|out|forward)|go on (?:like this|any ?more|living))|want to die|better off dead|wish i (?:was|were) dead",
    r"matarme|quitarme la vida|no quiero (?:vivir|seguir viviendo)|quiero morir(?:me)?",
)

LIFE = (
    r"(?:elevator|lift|escalator|ride) (?:\w+ ){0,5}?(?:stopped|stuck|jammed|dropped|fell) (?:\w+ ){0,5}?(?:with|in it|inside|between)|(?:stuck|trapped|caught) (?:\w+ ){0,3}?(?:elevator|lift|freezer|vault|cooler)",
    r"chest pains?|heart attack|(?:having|had) a (?:stroke|seizure)|seizing|overdos\w+|electrocut\w+|electric shock",
    r"not breathing|stopped breathing|can not breathe|trouble breathing|unconscious|unresponsive patient|choking",
    r"(?:got|been|was|is|were|are|gets|getting) (?:badly |really |seriously )?(?:shocked(?! (?:to|that|by how|when))|electrocuted|injured|trapped|pinned|burned(?! out)|crushed|stabbed|shot(?! down)|run over)",
    r"threaten(?:s|ed|ing) (?:to|the|us|me|him|her|my|our|people|staff|everyone|a|an)|(?:has|have|having|had) (?:a )?(?:convulsions|a seizure|stopped breathing)",
    r"(?:took|taken|swallowed|swallow) (?:\w+ ){0,5}?pills|bottle of pills|pass out",
    r"passed out|collapsed|bleeding(?! (?:edge|logo|through|ink|colors?|onto|thing|printer|computer|machine))|anaphyla\w+|code blue",
    r"(?:some(?:one|body)|he|she|they|a \w+|worker|guy|man|woman|coworker) (?:is|was|has been|have been|got|are) (?:badly |really |seriously )?(?:hurt|injured|shocked|trapped|pinned)",
    r"(?:hand|arm|finger|fingers|leg|foot|sleeve) (?:is |are |got |was )?(?:caught|stuck|crushed|trapped|pinned)",
    r"(?:he|she|they|him|her|them|someone|somebody|man|woman|guy|kid|boy|girl|child|worker|driver|people|person|one of \w+) (?:\w+ ){0,2}?(?:pinned|wedged|crushed|trapped) (?:\w+ ){0,2}?(?:against|under|underneath|beneath|behind|between)",
    r"(?:trapped|pinned|locked|stuck) (?:in|inside|under) (?:the|an|our) (?:\w+ )?(?:machine|press|elevator|lift|freezer|cooler|walk ?in|vault|baler|conveyor|forklift|room with)",
    r"(?:has|have|got|with|pulled|waving|see|saw) an? (?:gun|knife|weapon|rifle|pistol|bomb)",
    r"shooter|gun ?shots?|shots fired|shooting (?:at|in|outside|people)|hostage|armed (?:man|person|robber\w*)",
    r"intruder|bomb threat|threaten\w* to (?:kill|shoot|hurt|harm|blow|burn)|active threat",
    r"being (?:robbed|attacked|assaulted)|(?:robbery|assault) in progress|(?:is|are) (?:attacking|hitting|assaulting|beating)",
    r"(?:smell|smell of|leaking|leak of) (?:\w+ )?gas|gas (?:leak|smell)|carbon monoxide|co alarm|ammonia (?:leak|smell|alarm)|chemical (?:leak|spill)|fumes|smell (?:\w+ ){0,3}?(?:ammonia|chlorine|chemicals?|propane|sulfur|rotten eggs)",
    r"need an ambulance|call(?:ing)? (?:an ambulance|911|the fire department)|paramedics|medical emergency|life or death|someone (?:could|might|is going to|will) (?:die|get hurt|get killed)",
    r"dolor (?:de|en el) pecho|no (?:puede )?respira|desmay\w+|sangrando|herid[oa]s?|atrapad[oa]s?|pistola|arma|huele a gas|fuga de gas|ambulancia|se esta muriendo|electrocut\w+",
    r"douleurs? (?:a|dans) la poitrine|ne respire (?:pas|plus)|inconscient\w*|(?:est|sont) blesse\w*|(?:fuite|odeur) de gaz|sent le gaz",
    r"(?:caught|grabbed|grabs|took|got|pulled|pulling|pulls|sucked|dragged|dragging|sliced|tore|crushed|splashed|splashing|sprayed) (?:\w+ ){0,3}?(?:hand|hands|arm|arms|finger|fingers|leg|foot|hair|sleeve|glove|face|eyes|him in|her in|on him|on her|him under|her under)",
    r"(?:he|she|they|someone|somebody|man|woman|guy|lady|kid|worker|patient|driver|person|one of \w+) (?:\w+ ){0,4}?(?:is|was|has|are|gone|went|going|lying|lies|turned|turning|came) (?:\w+ ){0,3}?(?:blue|unconscious|underneath|buried|pinned|impaled|limp|slumped(?: over)?|face ?down|screaming|convulsing|drowning|not (?:moving|answering(?! (?:the|my|his|her|their) )|responding to us|waking up|conscious))",
    r"(?:hand|hands|arm|arms|finger|fingers|leg|foot|head) (?:is |are )?(?:still )?(?:in there|in it|inside|under it|underneath)|(?:under|underneath|beneath) (?:the|a) (?:truck|forklift|car|rubble|load|pallet|machine|trench|slide|avalanche|collapse)|(?:buried|sunk|sinking|swallowed|engulfed|trapped) (?:\w+ ){0,5}?(?:in|under|up to|inside)|can not get (?:free|(?:him|her|them) (?:out|free))|(?:shut|stuck|locked|closed) in(?:side)? (?:the|a) (?:\w+ )?(?:freezer|cooler|vault|elevator|tank|silo|bin|oven|truck)|(?:slide|avalanche|trench|scaffold\w*|roof|wall|hoist|rack|shelf|shelving|crane) (?:\w+ ){0,5}?(?:on|onto|under) (?:\w+ ){0,2}?(?:him|her|them|us|someone|somebody|people|person|worker|man|crew|one of)|(?:people|person|man|woman|worker|men|skiers?|crew) (?:\w+ ){0,2}?(?:under it|underneath|beneath it)",
    r"brustschmerzen|atmet nicht|bewusstlos|(?:jemand|mann|frau|kollege|kollegin) (?:\w+ ){0,3}?verletzt|gasgeruch|gasleck|riecht (?:\w+ )?nach gas|krankenwagen|notarzt",
    r"dor no peito|nao (?:esta )?respira\w*|desmaiou|(?:cheiro|vazamento) de gas|alguem (?:\w+ ){0,2}?ferid[oa]",
    r"dolore al petto|non respira|svenut[oa]|(?:puzza|fuga|odore) di gas|ambulanza|(?:e|sono) ferit[oaie]",
)

FIRE = (
    r"(?:on|a|the|catch|caught|started a) fire(?! (?:drill|alarm test|inspect\w*|marshal|chief|station|extinguisher|exit|code|marshal|tv|stick|tablet|sale|department (?:form|report)))",
    r"flames?|in flames|sparks?|sparking|arcing|explo\w+|melting|melted",
    r"smok(?:e|ing|y)(?! (?:break|test|free|area|signal))|burning (?:smell|plastic|rubber|wire|wires|electrical|electronics|odor|up)|(?:smell|smell of|smell like|something) (?:is )?(?:like )?(?:something )?(?:burn\w*|burnt|hot plastic|melting)",
    r"(?:is|are) burning(?! (?:a|the) (?:cd|dvd|disc))",
    r"incendio|fuego|humo|huele a quemado|chispas|se esta quemando|llamas",
    r"incendie|(?:prend|a pris|en|au) feu|de la fumee|fumee (?:dans|qui)|(?:sent|odeur de) (?:le )?brule|en flammes",
    r"es brennt|brennt (?:es|im|in)|feuer (?:im|in|bei)|ein brand|rauch|riecht (?:\w+ )?verbrannt|flammen",
    r"fogo|fumaca|cheiro de queimado|em chamas",
    r"fumo (?:dalla|nella|in|dal)|in fiamme|(?:puzza|odore) di bruciato|sta bruciando",
)

WATER = (
    r"(?:water|leak|leaks|leaking|dripping|flood|flooded|flooding|sprinklers?|burst pipe|pipe (?:has )?burst|sewage|rain) (?:\w+ ){0,12}?(?:servers?|racks?|it (?:room|closet)|network (?:room|closet|gear|equipment)|data center|electrical|equipment|computers?|computer room|switch(?:es)?|ups|panels?|comms? room|telecom|phone closet|closet|blinking|machines)",
    r"(?:servers?|server room|racks?|it (?:room|closet)|network (?:room|closet)|data center|computer room|comms? room|closet|computers) (?:\w+ ){0,7}?(?:water|wet|soaked|soaking|flood|flooded|flooding|leak|leaking|dripping|sprinklers?|submerged|under ?water)",
    r"(?:agua|inund\w+|goteando|gotera|fuga) (?:\w+ ){0,8}?(?:servidor\w*|computadoras?|equipos?|cuarto|closet)|(?:servidor\w*|computadoras?|cuarto de \w+) (?:\w+ ){0,6}?(?:agua|mojad\w+|inund\w+|goteando)",
)

_PLACE = r"(?:servers?|server room|server closet|racks?|it (?:room|closet)|(?:network|phone|wiring|equipment|comms?|back|computer|tech|telecom) (?:room|closet)|data center|closet|room with (?:\w+ ){0,4}?(?:computers?|servers?|machines|equipment|racks?|lights|wires|cables)|mdf|idf)"

HEAT = (
    rf"(?:overheat\w*|(?:really |very |so |super |too |crazy |boiling )hot|roasting|boiling|sauna|an oven|degrees|alarms?|beeping|chirping|air condition\w+|ac unit|the ac|cooling) (?:\w+ ){{0,9}}?{_PLACE}|{_PLACE} (?:\w+ ){{0,8}}?(?:overheat\w*|(?:really |very |so |super |too |crazy |boiling )hot|roasting|sauna|an oven|degrees|beeping|chirping)",
    r"(?:ups|battery (?:backup|thing|box|unit|backups)|batteries) (?:\w+ ){0,6}?(?:beeping|screaming|alarm\w*|minutes left|on battery|chirping|dying|dead|shut)",
    r"(?:server|servers|server room|server closet|rack|racks|it (?:room|closet)|network closet|data center|computer room|closet|comms? room) (?:\w+ ){0,8}?(?:overheat\w*|(?:really |very |so |super |crazy |boiling |burning )?hot|degrees|sauna|oven|temperature|ac (?:is |has )?(?:out|off|down|quit|died|failed|stopped)|air condition\w+ (?:is |has )?(?:out|off|down|quit|died|failed|stopped)|alarm|alarms|beeping|screaming|chirping|shrieking)",
    r"(?:overheat\w*|boiling|sauna|degrees|alarm|beeping|air condition\w+ (?:is |has )?(?:out|off|down|quit|died|failed|stopped)) (?:\w+ ){0,6}?(?:servers?|server room|racks?|it (?:room|closet)|network closet|data center|computer room|comms? room)",
    r"(?:all of the |all the |the |our )?servers? (?:are |is )?(?:overheat\w*|cooking|shutting (?:down|off|themselves))",
)

SAFETY = (
    # things that people's bodies, or goods that spoil, depend on
    r"(?:estop|emergency stop|interlock|light curtain|safety (?:gate|system|relay|plc|controller|light)|hmi|scada|plc|press|presses|robot|robots|conveyor|crane|hoist|forklift|boiler|furnace|burner|kiln|reactor|oven|controllers?|retort|autoclave|pumps?|valves?|turbine|ride|lift) (?:\w+ ){0,6}?(?:froze\w*|frozen|stuck|not respond\w*|not stop\w*|will not (?:stop|shut|respond)|does not (?:stop|respond|work)|showing safe|by (?:itself|themselves|himself)|on (?:its|it is) own|offline|unreachable|wrong|bypassed|moving)",
    r"(?:will not|can not|does not|did not) (?:stop|shut (?:off|down)) (?:\w+ ){0,3}?(?:press|robot|line|conveyor|machine|boiler|pump|valve)",
    r"(?:nurse call|call (?:bells?|lights?|buttons?|light system)|panic (?:buttons?|alarms?)|fall alarms?|wander ?guards?|wander \w+|telemetry|patient monitors?|heart monitors?|fetal monitors?|life alert|fire (?:alarm )?panel|fire alarm system|alarm panel|burglar alarm|emergency (?:phones?|line|lights|radio)|crisis (?:line|phone|hotline)|hot ?line|dispatch (?:radio|console|line|system|screens?)|radios|paging system|oxygen|ventilators?|infusion pumps?|med(?:ication)? (?:carts?|cabinets?|dispens\w+)|pyxis|omnicell|intercom) (?:\w+ ){0,6}?(?:down|out|dead|offline|not (?:work\w*|ring\w*|respond\w*|open\w*|connect\w*|go\w*|come|reach\w*|alarm\w*|com\w*)|stopped|frozen|froze|failed|failing|fault|trouble|silent|blank|black|locked|will not|does not|do not|can not)",
    r"(?<!car )(?<!phone )(?<!clock )alarms? (?:\w+ ){0,3}?(?:going off|sounding|blaring|ringing|screaming|will not stop|triggered)",
    r"(?:can not|unable to|could not|nobody can) (?:dial|call|reach|get through to|get) (?:911|emergency|the emergency|dispatch|poison control)",
    r"911 (?:calls )?(?:is|are|does|do|will|can|calls|lines?) (?:\w+ ){0,4}?(?:not|down|out|dead|fail\w*)",
)

CLIMATE = (
    r"(?:fridges?|refrigerators?|freezers?|coolers?|vaccines?|vaccine \w+|walk ?ins?|glycol|tanks?|chillers?|incubators?|greenhouses?|aquarium|barns?|hatchery|cold (?:room|store|stores|storage|chain)|reefers?|blood bank|lab samples?|fermenters?|brooder) (?:\w+ ){0,8}?(?:alarm\w*|temps?|temperatures?|warm\w*|rising|climbing|dropping|falling|degrees|offline|unreachable|unresponsive|not (?:talk\w*|read\w*|report\w*|respond\w*|connect\w*|cool\w*)|freez\w*|spoil\w*|thaw\w*|beeping|(?:stopped|quit|not) (?:updating|reporting|reading|changing)|blank|flat ?lined?|dead|down|out of range|red|too (?:hot|cold|high|low)|losing)",
    r"(?:temps?|temperatures?|alarm|alarms|reading|readings|levels?|sensor|sensors|controller|monitor) (?:\w+ ){0,6}?(?:fridges?|refrigerators?|freezers?|coolers?|vaccines?|walk ?ins?|glycol|tanks?|chillers?|incubators?|greenhouses?|barns?|cold (?:room|store|storage))",
    r"(?:will not|does not|can not|not|lost) (?:talk(?:ing)? to|reach|see|connect(?:ing)? to|control|contact with|communication with) (?:\w+ ){0,2}?(?:tanks?|glycol|chillers?|freezers?|coolers?|fridges?|greenhouse|barns?|boiler|pumps?)",
)

DOORS = (
    r"(?:doors?|gates?|entrance|entry|mag ?locks?|maglocks?) (?:\w+ ){0,5}?(?:will not (?:lock|close|latch|secure|shut|open|unlock)|not (?:lock\w*|clos\w*|latch\w*|secur\w*)|can not (?:lock|close|secure|be locked)|does not (?:lock|close|latch)|do not (?:lock|close|latch)|unlocked|wide open|stuck open|standing open|propped open)",
    r"(?:can not|unable to|could not) (?:lock|secure|close) (?:\w+ ){0,3}?(?:doors?|gates?|building|entrance|place|store)",
    r"(?:badge|badges|card readers?|key ?cards?|access control|door access|fobs?) (?:\w+ ){0,6}?(?:all (?:the |of the )?doors|every door|any(?: of the)? doors?|whole building|anyone|anybody|everyone|everybody|nobody|no one|locked (?:in|out)|for everyone)",
    r"(?:everyone|everybody|we|people|staff|residents|patients|nurses|they) (?:\w+ ){0,3}?(?:locked (?:in|out)(?: of)?) (?:the )?(?:\w+ )?(?:building|ward|unit|office|store|warehouse|plant|shelter|school)",
    r"(?:all|every|none of) (?:of )?(?:the |our )?(?:security |surveillance )?cameras? (?:\w+ ){0,4}?(?:down|out|dead|offline|black|dark|blank|gone|not)",
    r"(?:puertas?) (?:\w+ ){0,4}?(?:no (?:cierran?|se cierran?|abren?)|abierta)",
)

_TOLD_TO_NOBODY = r"(?:(?:six|four|eight|6|4|8) (?:digits?|numbers?)|six digit|pass ?words?|log ?ins?|credentials|(?:verification|security|text|sign in|login|one time|authenticator) (?:codes?|numbers?|pin)|(?:codes?|numbers?) (?:that )?(?:\w+ ){0,2}?(?:on|off|from|in|to) (?:my|her|his|the|our) (?:\w+ )?(?:phone|cell|app|authenticator|screen))"
_STRANGER = r"(?:him|her|them|someone|somebody|(?:the|a|some|that|this|one of your) (?:\w+ )?(?:guys?|man|lady|gentleman|woman|caller|person|fellow|fella|technician))"
_AS_IF_IT = (
    r"(?:it|(?:it |tech )?support|help ?desk|microsoft|the bank|your (?:guys?|office|people|company)|one of (?:you|your|yours)\w*|"
    + _STRANGER
    + ")"
)
_DEMANDS = (
    r"(?:(?:asked|asking|asks) (?:(?:me|us|her|him|\w+) )?(?:for|to (?:read|give|tell|say|send|type|share))"
    r"|(?:wanted|wants|needed|needs) (?:(?:me|us|her|him) to )?(?:(?:read|give|tell|send|have) )?(?:(?:out|him|her|them) )?(?:my|our|her|his|the|a)"
    r"|(?:had|made) (?:me|us|her|him) (?:read|give|tell|send|type))"
)
IMPOSTOR = (
    _AS_IF_IT
    + r" (?:\w+ ){0,4}?(?:called|rang|phoned|texted|telephoned) (?:\w+ ){0,8}?"
    + _DEMANDS
    + r" (?:\w+ ){0,4}?"
    + _TOLD_TO_NOBODY,
    _AS_IF_IT + r" (?:\w+ ){0,3}?rang and wanted (?:\w+ ){0,2}?" + _TOLD_TO_NOBODY,
    r"(?:gave|given|give|read|told|sent|texted|handed) (?:it |out |off )?(?:to )?"
    + _STRANGER
    + r" (?:\w+ ){0,4}?"
    + _TOLD_TO_NOBODY,
    r"(?:gave|given|give|read|sent|texted|handed) (?:out |off )?(?:my|our|her|his|the) (?:\w+ ){0,2}?"
    + _TOLD_TO_NOBODY
    + r" (?:over )?to "
    + _STRANGER,
    r"(?:was|is) (?:it|that|this) (?:really )?(?:you|you guys|one of yours|one of you) (?:who|that)? ?(?:\w+ ){0,4}?(?:ask|call|text|phon|rang)\w* (?:\w+ ){0,3}?(?:for|wanting) (?:\w+ ){0,3}?"
    + _TOLD_TO_NOBODY,
    r"do you (?:guys |all )?(?:ever |really |normally |usually )?(?:ask (?:(?:us|me|her|him|people) )?for|(?:call|text) (?:\w+ ){0,3}?(?:for|asking|wanting)) (?:\w+ ){0,4}?"
    + _TOLD_TO_NOBODY,
)
"""Somebody who says that he is from IT, and wants what nobody from IT asks for."""

SECURITY = (
    r"(?:looks|looked|pretends|pretended|claims|claimed|claiming|supposedly|says it is|seems|appears) (?:\w+ ){0,5}?from (?:us|our (?:company|office|bank|ceo|owner|boss))|(?:want|wants|wanting|demand\w*) (?:money|payment|a payment|to be paid)|(?:have|has|stole|got|took|copied) (?:all )?(?:of )?(?:our|your) (?:\w+ ){0,2}?(?:records|data|files|information|documents) and",
    r"(?:read|gave|give|told|tell) (?:him|her|them|someone|somebody|a guy|the guy|the man|the lady|the caller) (?:\w+ ){0,5}?(?:numbers?|codes?|digits|key fob|token|passwords?|pin|login|access)",
    r"(?:thumb drive|flash drive|usb|hard drive|laptop|tablet|backup tapes?|package|box|envelope) (?:\w+ ){0,8}?(?:never (?:got|arrived|made|came|showed)|lost in|went missing|has not arrived|did not arrive|got lost)",
    r"(?:gave|give|read|told|sent|handed) (?:\w+ ){0,8}?(?:card numbers?|social security numbers?|account numbers?|routing numbers?|(?:customer|client|patient|member|donor) (?:list|numbers|data|info\w*)|list of \w+) (?:\w+ ){0,6}?(?:to|over|out)",
    r"(?:bank|credit card company|card company|visa|amex|fraud department) (?:\w+ ){0,2}?(?:called|phoned|says?|said|emailed|flagged|asked|texted|told|rang) (?:\w+ ){0,14}?(?:transfer\w*|wires?|wired|money|thousand|charges?|withdraw\w*|account|checks?|transactions?|fraud\w*|payments?)",
    r"logged (?:in|on) as (?:me|us|him|her|my|our|the)|(?:watching|watched|see|seeing|saw) (?:them|it|him|her|someone|somebody) (?:type|typing|click\w*|move|moving)",
    r"(?:unknown|strange|weird|unfamiliar|new|extra|random) (?:\w+ )?(?:admin\w*|users?|accounts?|login) (?:\w+ ){0,6}?(?:admin|administrator|in (?:our|the) (?:system|network|directory|server|tenant)|nobody|no one)",
    r"(?:had|made|got|talked|tricked|convinced|walked|told|asked) (?:me|us|her|him|them) (?:to |into |through )?(?:reset\w*|install\w*|download\w*|giv\w+|log\w*|typ\w+|chang\w+|read\w*|buy\w*|send\w*|click\w*|run\w*|enter\w*|approv\w*|accept\w*|allow\w*|connect\w*) (?:\w+ ){0,6}?(?:login|log in|password|program|app|software|code|codes|card|cards|link|him|her|them|his|money|anydesk|teamviewer|numbers?|digits|access|remote|computer|phone|account|it|something)",
    r"anydesk|teamviewer|ultraviewer|remote (?:control )?(?:tool|program|software) (?:\w+ ){0,4}?(?:install\w*|download\w*)|quick assist",
    r"(?:changed|moved|opened|turned (?:on|off)|started|appeared|deleted|sent) (?:\w+ ){0,9}?(?:none of us|nobody|no one|we did not|i did not|not one of us|without (?:us|me|anyone)) ?(?:\w+ ){0,2}?(?:touch\w*|chang\w*|do|did|made|sent|typing|doing|knows)?",
    r"(?:tablet|laptop|phone|ipad|computer|device|usb|drive|bag) (?:\w+ ){0,14}?(?:swiped|grabbed|walked off|snatched|nabbed|pinched)",
    r"(?:posted|published|put|dumped|sharing|circulating|selling) (?:\w+ ){0,6}?(?:addresses|phone numbers|names|personal|data|records|photos|info\w*|grades|ssn\w*|passwords|files|documents|home) (?:\w+ ){0,6}?(?:online|facebook|internet|web|got|from|twitter|group|reddit|public\w*)",
    r"(?:sent|paid|wired|transferred|mailed) (?:\w+ ){0,6}?(?:thousand|million|grand|hundred dollars|dollars|\d{4,})",
    r"cards? (?:was|were|got|is being|are being|being) (?:used|charged|cloned|skimmed|declined after)|(?:stuck|attached|glued|plugged|device|thing) (?:\w+ ){0,6}?(?:card (?:slot|reader)|terminal|atm|kiosk)|does not belong (?:there|here|to us)",
    r"(?:opened|clicked|ran|downloaded) (?:a|an|the|that|this|some|my) (?:\w+ ){0,3}?(?:resume|invoice|attachment|zip|voicemail|fax|receipt|document|pdf|file|spreadsheet) (?:\w+ ){0,6}?(?:sent|emailed|from|came|and now|and then)",
    r"ransom\w*|decrypt\w*|bitcoin|(?:pay|paying|payment) (?:\w+ ){0,5}?(?:to (?:get|unlock|recover|restore)|for (?:the|our|my) files)",
    r"(?:files?|folders?|everything|documents?|drive|server|computers?|data) (?:\w+ ){0,4}?(?:encrypted|locked up by|scrambled|gibberish|(?:weird|strange|funny|odd|random|new|different) (?:extensions?|endings?|names?)|end(?:s|ing)? in|at the end(?! of (?:the )?(?:day|month|week|page|report|year|hall)))",
    r"(?:weird|strange|funny|odd|random) (?:extensions?|endings?|file names)|renamed to (?:\w+ ){0,3}?(?:locked|random|gibberish|letters)",
    r"skulls?|(?:asking|asks|prompting|wants|telling|tells) (?:me|us|her|him) to (?:approve|accept|allow|confirm) (?:\w+ ){0,3}?(?:sign|log|login|access|request|connection|number|device)",
    r"(?:skull|countdown|timer|red screen|message|note|text file|readme) (?:\w+ ){0,8}?(?:pay|files|encrypted|hours to|locked|recover)",
    r"viruses|virus(?! (?:scan|software|protection|update|definitions|license|subscription|renewal|program))|malware|trojan|spyware|key ?logger|root ?kit|back ?door(?: account)",
    r"hacked|hackers?|hacking|(?:account|server|network|system|email|computer|we|been|got|is|are) compromised|breach(?:ed)?(?! of contract)|cyber ?attack|attackers?|intrusion|broke into (?:our|the|my) (?:system|network|server|email|account|computer)",
    r"(?:mouse|cursor|pointer|screen|computer) (?:\w+ ){0,4}?(?:mov(?:ing|e|es|ed)|clicking|typing|scrolling|opening things|controlling|being controlled) (?:\w+ ){0,3}?(?:itself|own|nobody|without|alone|himself)",
    r"(?:some(?:one|body)|a stranger|a guy|they|he|person) (?:\w+ ){0,3}?(?:is |are |was |has been |was just )?(?:in|inside|controlling|taking over|took over|remoted into|connected to|logged in(?:to)?|logging in(?:to)?|reading|using|getting into|got into|accessing|accessed|watching) (?:\w+ )?(?:my|our|her|his|the|their) (?:\w+ )?(?:computer|pc|laptop|screen|email|emails|mailbox|account|accounts|system|systems|network|server|files|notes|records|machine|case notes|desktop|camera|cameras|bank)",
    r"(?:gave|let|allowed|letting|giving) (?:him|her|them|a guy|some guy|this guy|someone|somebody|a man|the man|a lady|the person|a person|the caller) (?:\w+ ){0,3}?(?:in|into|on|onto|access|control|remote|connect|password|code|codes|log in|my|our|take)",
    r"(?:microsoft|apple|windows|amazon|the bank|geek squad|it|tech support|support|norton|help ?desk) (?:\w+ )?(?:called|phoned|rang|texted) (?:\w+ )?(?:me|us|her|him|and)(?: \w+){0,10}? (?:code|codes|number|numbers|digits|password|access|remote|install|download|gift|pin|card|let)",
    r"pop ?up (?:\w+ ){0,10}?(?:call|microsoft|infected|virus|locked|number)",
    r"(?:clicked|click|tapped) (?:on )?(?:a|the|that|this|an|some|it|one of) (?:\w+ ){0,4}?(?:links?|attachments?|emails?|pop ?up|button in)|(?:clicked|opened|tapped|downloaded) (?:it|them|that) (?:and|before|but|already)(?! (?:it )?(?:works|fine|opened|printed))",
    r"(?:opened|open|downloaded|ran) (?:a|an|the|that|this|some) (?:\w+ ){0,3}?(?:weird|strange|suspicious|odd|fishy|phishing|phish\w*|bad|sketchy|shady|fake|bogus) (?:\w+ ){0,2}?(?:email|attachment|file|link|message|pdf|document|invoice)|suspicious (?:email|link|attachment) (?:was |got )?(?:opened|clicked)",
    r"(?:fell for|responded to|replied to|answered|got tricked|been tricked|tricked into|victim of) (?:\w+ ){0,4}?(?:phish\w*|scam\w*|email|fake|text|call)",
    r"(?:entered|typed(?: in)?|put(?: in)?|gave(?: out| up)?|given|giving|shared|told|read|sent|filled in|plugged in|entering|typing) (?:\w+ ){0,4}?(?:my|our|the|his|her|their|a|all) (?:\w+ ){0,3}?(?:password|passwords|code|codes|credentials|pin|six (?:numbers|digits)|log ?in|logins|verification|authenticator|bank info\w*|social|credit card number) (?:\w+ ){0,5}?(?:on|to|into|in|over|him|her|them|out|a|the page|site|website|form|phone)",
    r"(?<!keeps )(?<!keep )(?<!kept )(?<!it )(?<!outlook )(?<!computer )(?<!windows )(?<!screen )(?:asked|asking|wanted|wants|told) (?:me|us|her|him|them|for) (?:\w+ ){0,6}?(?:the code|codes?|six (?:numbers|digits)|verification|authenticator|gift cards?|(?:my|our|her|his|the) password|remote access|numbers on my phone|digits|pin code)",
    r"(?:read|reading|gave|give|told|said) (?:\w+ ){0,4}?(?:the |my |that |a )?(?:code|six (?:numbers|digits)|numbers on|digits)",
    r"(?:keeps?|kept|keep|am|are|is) (?:getting|receiving|popping|asking me to approve|prompting|buzzing|blowing up) (?:\w+ ){0,6}?(?:sign ?in (?:requests?|prompts?)|log ?in (?:requests?|prompts?|approvals?|attempts?)|approv\w+|authenticator|mfa|duo|verification (?:codes?|texts?)|security codes?|codes i)",
    r"(?:approved|accepted|hit approve|pressed approve|hit yes|tapped yes|tapped approve|clicked approve) (?:\w+ ){0,6}?(?:sign ?in|log ?in|prompt|request|notification|duo|authenticator|one|it)",
    r"(?:sign(?:ed)? ?ins?|log(?:ged)? ?ins?|logins?|logon|activity|access) (?:\w+ ){0,4}?from (?:\w+ ){0,2}?(?:russia|china|nigeria|ukraine|iran|north korea|vietnam|romania|brazil|india|overseas|abroad|another (?:country|state)|a foreign|foreign|somewhere)",
    r"(?:wire|wired|wiring|transfer(?:red)?|payment|money|funds|ach|payroll|direct deposits?) (?:\w+ ){0,10}?(?:wrong account|fraud\w*|fake|scam\w*|never (?:sent|asked|authorized|requested|changed)|different (?:account|bank)|new (?:account|bank)|changed (?:bank|account|routing)|stolen|hijack\w*|spoof\w*|impersonat\w*|hacker\w*|gone|disappeared)",
    r"(?:bank|banking|account|routing|payment|wire|wiring) (?:\w+ ){0,3}?(?:never|did not|has not|have not) change\w*|(?:changed|new|different|updated|switch\w*) (?:\w+ ){0,3}?(?:wire|wiring|bank|banking|routing|ach|payment|deposit) (?:\w+ )?(?:details|instructions|info\w*|number|numbers|account|accounts)",
    r"wire fraud|business email compromise|fraudulent|fraud (?:alert|department)|scammed|scammers?|(?:been|being|got|is this) (?:a )?scam\w*|impersonat\w+|pretending to be|posing as|spoof\w*|gift cards? (?:\w+ ){0,5}?(?:boss|ceo|owner|director|email|text|codes?)|(?:boss|ceo|owner|director|pastor|principal) (?:\w+ ){0,6}?gift cards?",
    r"(?:money|funds|cash|dollars|thousand|grand) (?:\w+ ){0,5}?(?:is |are |was |were |has |have )?(?:been )?(?:missing|gone|transferred out|withdrawn|taken out|drained|left the account)|(?:account|accounts) (?:was |were |has been |is )?(?:drained|emptied|cleaned out)",
    r"(?:emails?|messages?|texts?|invoices?) (?:\w+ ){0,4}?(?:going out|sent|coming|being sent|went out|go out) (?:\w+ ){0,4}?from (?:my|our|her|his|the|someone|\w+ is) (?:\w+ ){0,3}?(?:account|email|address|name|mailbox|outlook)",
    r"(?:customers?|clients?|patients?|people|vendors?|suppliers?|contacts|everyone|parents|donors|members|friends) (?:\w+ ){0,4}?(?:getting|got|get|received|receiving|calling about|asking about) (?:\w+ ){0,6}?(?:from (?:me|us|our|my|her|his)|weird (?:emails?|links?|messages?)|strange (?:emails?|links?|messages?)|fake (?:invoices?|emails?|bills?)|i (?:did not|never)|we (?:did not|never))",
    r"(?:laptop|phone|ipad|tablet|computer|pc|usb|thumb drive|flash drive|hard drive|backup drive|server|device|macbook|surface|chromebook|work phone|work bag|briefcase|purse|backpack|bag with|case files?|binder) (?:\w+ ){0,8}?(?:stolen|got stolen|was taken|been taken|swiped|snatched|lifted|left (?:it )?(?:on|in|at) (?:the|a|an|my) (?:\w+ )?(?:train|cab|taxi|uber|lyft|plane|airport|bar|restaurant|bus|subway|hotel|cafe|coffee shop|rental|ride))",
    r"(?:lost|misplaced|can not find|left|stole|took|stolen|missing|swiped) (?:\w+ ){0,3}?(?:work |company |office |clinic |business |firm )?(?:laptop|ipad|macbook|work phone|company phone|work tablet|surface|usb (?:drive|stick)|thumb drive|flash drive|hard drive|backup (?:drive|tape)|chromebook)(?! (?:charger|bag strap|stand|dock|cable|power|adapter|sleeve|case))",
    r"(?:broke into|broken into|break in|smashed (?:the|a|my|our)|burglar\w*|burgled|robbed|stole)",
    r"(?:sent|emailed|forwarded|faxed|mailed|texted|shared|uploaded|attached|replied) (?:\w+ ){0,12}?(?:to the wrong|wrong (?:person|client|patient|email|address|people|list|party|side|attorney|lawyer|customer|company|group|fax|number|recipient|family|parent)|opposing (?:counsel|side|party)|other side|everyone by mistake|whole list|reply all|a stranger|outside)",
    r"(?:sent|emailed|forwarded|faxed|shared|posted|published|uploaded|copied) (?:\w+ ){1,14}?(?:by|in) (?:mistake|accident|error)|accidentally (?:\w+ )?(?:emailed|forwarded|shared|published|posted|uploaded|copied|cc|sent (?:\w+ ){0,8}?(?:to|out))(?! (?:\w+ ){0,6}?printer)",
    r"(?:wrong (?:client|patient|person|recipient|customer|parent|family|company)|other side|opposing counsel|a stranger|a competitor) (?:\w+ ){0,3}?(?:got|received|has|have|opened|saw|is reading|was sent|can see) (?:\w+ ){0,4}?(?:email|file|files|records?|results?|chart|document|data|statement|return|report|contract|list|memo|letter|info\w*|privileged)",
    r"(?:see|seeing|saw|view|viewing|open|opening|access|got|received|pull up|showing|shows|has|have|with) (?:\w+ ){0,3}?(?:other|another|someone else is|somebody else is|everyone is|everybody is|each other is|other people is|different) (?:\w+ ){0,2}?(?:patients?|kids?|child(?:ren)?|famil\w+|parents?|drivers?|guests?|grades?|address\w*|phone numbers?|person|orders?|homes?|clients?|customers?|residents?|students?|people is|person is|families|employees?|tenants?|members?|salar\w+|records?|charts?|files|statements?|account|info\w*|x ?rays?|bank|results|returns?|name|birthday|data)",
    r"(?:patients?|clients?|customers?|residents?|students?|donors?|members?|employees?|staff|tax|personal|private|confidential|medical|privileged|payroll|salary|social security|credit card) (?:\w+ ){0,3}?(?:data|info\w*|records?|files?|lists?|documents?|details|numbers?|notes|emails?|photos|returns?) (?:\w+ ){0,8}?(?:leak\w*|exposed|public|online|posted|visible|stolen|out there|on (?:the )?(?:internet|google|facebook|dark web)|anyone can|downloaded by|wrong (?:person|hands)|dumpster|trash)",
    r"(?:dark web|leaked (?:online|data)|data leak|leaked|exposed (?:data|records|patient|phi)|phi (?:exposure|exposed|leak\w*))",
    r"(?:former|ex|fired|terminated|laid off|old|quit|let go|disgruntled|previous) (?:\w+ )?(?:employee|employees|worker|staff|assistant|manager|bookkeeper|nurse|partner|it guy|it person|admin|administrator|associate|intern|contractor|controller|accountant|guy)? ?(?:\w+ ){0,20}?(?:still (?:log|get|has|have|got|in|on|works|connected|active)|logg\w+ (?:in|on|into)|log ?in still|deleting|deleted|downloading|downloaded|copying|copied|reading|access\w*|accounts?|login|badge|password|remote|wiping|wiped|threaten\w*)",
    r"unauthori[sz]ed|(?:unknown|strange|weird|unfamiliar|new|extra) (?:admin\w*|administrator|user|users|account|accounts|device|devices|remote session) (?:\w+ ){0,6}?(?:not (?:recogni[sz]e|create|make|know|set)|appeared|showed up|created|added|logged|connected|on (?:the|our) (?:network|server|system))|(?:do not|did not|does not|never) (?:recogni[sz]e|create|made|make|set up|approve) (?:\w+ ){0,3}?(?:account|admin|user|device|rule|sign ?in|log ?in|login)",
    r"(?:forward\w*|inbox|mail) rules? (?:\w+ ){0,5}?(?:did not|never|not mine|nobody)|(?:password|passwords|recovery (?:email|phone)) (?:was|were|got|has been|have been|just) (?:just |all )?(?:changed|reset) (?:\w+ ){0,5}?(?:not me|not us|did not|nobody|by someone|without|never)",
    r"(?:technician|tech|guy|man|woman|person|someone|somebody|contractor|inspector) (?:\w+ ){0,3}?(?:here|at the (?:door|desk|counter|front)|in the (?:lobby|building|closet)|showed up|outside|just walked in) (?:\w+ ){0,6}?(?:says?|claims?|claiming|saying|wants|asking)",
    r"(?:stranger|unknown (?:man|person|guy)|some(?:one|body) (?:i|we) do not (?:know|recogni[sz]e)|(?:a|some) (?:guy|man|person|woman) (?:\w+ ){0,4}?(?:claims?|claiming|says|saying|said) (?:\w+ ){0,6}?(?:from|with|it|tech|technician|internet|phone company|microsoft|you)) (?:\w+ ){0,14}?(?:server|closet|computer|network|rack|access|let|laptop|plugg\w+|unplug\w+|switch|room)",
    r"(?:plugged in|plugged|found|stuck|inserted|put) (?:\w+ ){0,5}?(?:usb|thumb|flash) (?:drive|stick|key)? ?(?:\w+ ){0,8}?(?:parking lot|found|nobody|not ours|unknown|weird|in the mail|window|popped|opened|black)",
    r"(?:tampered|tampering|skimmers?|sabotag\w+|snooping|spying|blackmail\w*|extort\w*|identity theft|stealing (?:data|files|our|the))",
    r"(?:website|web site|home ?page|facebook page|web page) (?:\w+ ){0,6}?(?:hacked|defaced|replaced|porn\w*|casino|gambling|pharmacy|redirect\w*|someone else)",
    r"hacke\w+|hackear\w*|pirate\w+|secuestr\w+|rescate|cifrad[oa]s?|encriptad[oa]s?|pagar (?:\w+ ){0,4}?(?:recuperar|archivos|desbloquear)|(?:correo|enlace|archivo|mensaje|link|email) (?:\w+ )?(?:raro|rara|sospechos[oa]|extran[oa]|falso)|(?:di|dio|hizo|hice|hicieron|le di) (?:un )?clic\w*|(?:me |nos |le )?(?:robaron|robado|robada|robo)(?: \w+){0,3}|(?:le|les) (?:di|dio|dimos|dije) (?:\w+ ){0,3}?(?:contrasena|clave|codigo|acceso)|pidio (?:\w+ ){0,5}?(?:codigo|contrasena|clave|numeros)|pidieron (?:\w+ ){0,5}?(?:codigo|contrasena|clave|numeros)|estafa\w*|fraude|transferencia (?:\w+ ){0,6}?(?:no (?:hicimos|autori\w+)|falsa|equivocad\w+)|(?:paciente|cliente|persona) equivocad[oa]|datos (?:\w+ ){0,3}?(?:expuest\w+|filtrad\w+)|(?:raton|cursor) se mueve sol[oa]",
    r"rancon\w*|fichiers (?:\w+ ){0,4}?(?:chiffres?|cryptes?|bloques)|pirates?|pirate[er]s?|piratage|hackee?s?",
    r"losegeld|verschlusselt|gehackt|erpress\w+|schadsoftware",
    r"resgate|criptograf\w+|hackead\w+|hackearam|invadid[oa]s|invadiram",
    r"riscatto|criptat[ie]|cifrat[ie]|hackerat\w+|attacco informatico",
)

SECURITY_PLAIN = (
    r"(?:wire|wires|transfers?|payments?|charges?|purchases?|withdrawals?|emails?|invoices?|messages?|sign ?in|log ?in|requests?|orders?|account|texts?) (?:that )?(?:i|we|she|he|they|nobody|no one|none of us|you) (?:did not|never|have not|has not|had not)(?: \w+)? (?:make|made|send|sent|authorize|authorized|request|requested|approve|approved|place|placed|ask|asked|create|created|initiate|recogni[sz]e)",
    r"(?:never|did not) (?:\w+ )?(?:authorized?|approved?|requested|initiated?|sent|wrote|write) (?:\w+ ){0,3}?(?:wire|emails?|transfer|invoices?|payment|gift cards?|sign ?in)(?! (?:yet|because|since))",
    r"(?:he|she|guy|man|person|technician|tech|someone|nobody) (?:\w+ ){0,4}?(?:not|never) (?:\w+ ){0,3}?(?:supposed to be|allowed|badge|let in) (?:\w+ ){0,5}?(?:server|closet|room|computer)",
)

DATA_LOSS = (
    r"(?:everything|all of it|it all|the data) (?:\w+ ){0,3}?(?:from|back to|stops at|is) (?:last )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|january|february|march|april|may|june|july|august|september|october|november|december|yesterday)",
    r"everything (?:\w+ ){0,9}?(?:is|are|was|got|has|have|just|went) (?:\w+ )?(?:missing|gone|deleted|wiped|lost|erased|blank|empty)",
    r"(?:all|every|everything|whole|most|these|the) (?:\w+ ){0,6}?(?:came|come|coming|comes|turned|show\w*|is|are) (?:up )?(?:empty|blank|zeros?|missing)(?! (?:page|space|line|field|cell|tray|cartridge))|(?:dragged|moved|threw|put|dumped) (?:\w+ ){0,8}?(?:recycle bin|trash|bin)|emptied (?:it|the (?:recycle|trash|bin))",
    r"(?:all|every|everything|whole|entire|most of) (?:\w+ ){0,8}?(?:disappeared|vanished|wiped|erased|deleted|zeroed|blanked|emptied|overwritten|corrupt\w*)(?! (?:home|for the day))",
    r"(?:all|every|everything|whole|entire|most|none|half) (?:\w+ ){0,6}?(?:files?|folders?|data|records?|appointments?|orders?|emails?|documents?|database|schedules?|notes|charts?|images?|inventory|calendars?|recipes|payments|invoices|tickets?|drive|share|plans?|loads?|jobs?|batch\w*|formulas?|grades?|scans?|results?|reports?|messages|pages|claims|accounts|entries|bookings?|reservations|timecards|pictures|photos|history|entries|transactions|contacts|cases?|drawings|programs|designs?|x ?rays|s drive|[a-z] drive) (?:\w+ ){0,5}?(?:missing|gone|disappeared|vanished|deleted|wiped|erased|empty|corrupt\w*|overwritten|lost|blank|disappearing|zero)",
    r"(?:files?|folders?|data|records?|appointments?|orders?|documents|database|schedules?|charts?|images|inventory|s drive|[a-z] drive|shared? (?:drive|folder)|transactions) (?:\w+ ){0,4}?(?:is|are|was|were|has|have|been|just|all|got|keeps?|keep) (?:\w+ ){0,2}?(?:gone|disappeared|vanished|deleted|wiped|erased|empty|corrupt\w*|overwritten|disappearing)",
    r"(?:deleted|wiped|erased|formatted|overwrote|lost|deleting|nuked) (?:\w+ ){0,3}?(?:the |our |all |every|entire |whole )(?:\w+ ){0,3}?(?:folders?|shares?|drive|server|database|data|files|records|schedule|calendar|backups?|mailbox|site|system|client|patient|customer)",
    r"(?:showing|shows|showed|stuck on|back to|reverted to|rolled back|as of|stops at|ends at|goes back to|went back to|nothing (?:after|since|past)|everything (?:after|since)) (?:\w+ ){0,3}?(?:last |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|year|january|february|march|april|may|june|july|august|september|october|november|december|yesterday)",
    r"(?:todos?|todas?) (?:\w+ ){0,4}?(?:archivos?|datos|citas|registros|carpetas?) (?:\w+ ){0,3}?(?:desaparec\w+|borr\w+|no (?:estan|aparecen))|(?:archivos|datos|citas|registros|carpetas) (?:\w+ ){0,3}?(?:desaparec\w+|se borraron|borrad\w+|perdid\w+)",
    r"se (?:borraron|borro|perdieron) (?:\w+ ){0,2}?(?:todos|todas|todo|los datos|los archivos|las citas)",
)

GRAVE_SECURITY = (
    r"ransom\w*|encrypted|hacked|breach\w*|stolen|stole|malware|moving by itself|wired?|transfer\w*|gave|typed|entered|code|codes|bitcoin|but (?:\w+ ){0,4}?(?:did|clicked|opened)|one of (?:us|our)|(?:she|he|someone|jenny) (?:clicked|opened)",
)
