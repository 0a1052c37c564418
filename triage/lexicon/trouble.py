"""How callers say that something fails, whom it hits, what it stops, and by when it must be back."""

from __future__ import annotations

COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "dozen": 12, "several": 3, "multiple": 3, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "both": 2,
}  # fmt: skip

_COUNT = r"(?:" + "|".join(COUNTS) + r"|a dozen|[2-9]|[1-9]\d{1,2})"
_PEOPLE = (
    r"(?:of (?:us|them|our|the|my)|people|users?|employees|nurses|techs|technicians|providers|doctors|attorneys|"
    r"lawyers|associates|partners|paralegals|coworkers|colleagues|others|other (?:people|users|folks|techs|nurses)|staff|"
    r"operators|workers|guys|girls|ladies|agents|reps|teachers|drivers|cashiers|servers and|accountants|preparers|"
    r"dispatchers|machines|computers|pcs|workstations|terminals|registers|tablets|stations|screens|phones|lines|"
    r"departments|offices|sites|locations|stores|branches|floors|buildings|personas|companer\w+|computadoras|"
    r"clerks|hygienists|dentists|chairs|ops|rooms|bays|shifts|laptops|desks|tills|lanes|pumps|presses|scanners|handhelds)"
)

EVERYBODY = (
    r"everyone(?! else)|everybody(?! else)|(?:nobody|no one)(?! else| (?:is |was |has |ever )?(?:hurt|injured|told|clicked|opened|using|used|uses|sits|sitting|waiting|likes|cares|wants|needs|there|home|knows|noticed|minds|asked))|none of (?:us|them|the|our|my|it|this)|not one|not a single",
    r"all of (?:us|them|our|the|you)|we all|us all|they all|all (?:the|our|my|these|those|\w+ of|three|four|five|six|seven|eight|nine|ten|of) (?=\w)",
    r"(?:whole|entire) (?:\w+ )?(?:office|team|clinic|floor|company|site|building|place|department|dept|firm|store|shop|plant|staff|crew|shift|practice|hospital|school|warehouse|network|system|business|campus|branch|bar|restaurant|kitchen|front desk|unit|ward|facility|factory|line|row|aisle|hall|corridor|group|agency|operation|house|hotel|yard|dock|side|wing|region|organization|lab|pharmacy|brewery|taproom|church|shelter|bullpen|thing)",
    r"(?:plant|company|office|building|site|system|network|store|clinic|campus|district|firm) ?wide|across the (?:board|whole|entire|company|office|building|plant|floor|clinic)|all over the (?:place|building|office|plant)|the rest of (?:us|the|them|my)",
    r"every (?:one|single|computer|machine|terminal|register|tablet|phone|screen|user|workstation|pc|station|office|site|location|store|room|line|desk|person|employee|system|door|camera|tech|nurse|laptop|department|server|drive|till|scanner|last|extension|handheld)",
    r"every (?!day|night|time|morning|evening|week|month|year|hour|minute|few|other|now|once|so|monday|tuesday|wednesday|thursday|friday|saturday|sunday|second|afternoon|weekend|half|five|ten|two|three|thirty|fifteen)\w+",
    r"each of (?:us|them|the|our)|everything(?! else)|anyone|anybody|any of (?:us|them|the|our)|half (?:of )?(?:the|our|my) (?=\w)|most of (?:us|the|our|them)|the other (?:computers|machines|people|terminals|registers|offices) (?:too|also|are)",
    r"todos?|todas?|nadie|ninguno|ninguna|toda la (?:oficina|clinica|empresa|tienda|planta)|todo el (?:mundo|equipo|personal|edificio|lugar)",
)

SEVERAL = (
    rf"(?:the )?{_COUNT} (?:other |of the |of our |different |front |back |whole )?{_PEOPLE}",
    r"several|multiple|a bunch of|a handful of|a group of|many (?:of (?:us|them)|people|users)|more than one|(?:us|we) (?:both|two|three|four)|both of (?:us|them)|(?:the )?(?:two|three|four|five) of us",
    r"(?:me|myself|i) and (?!can |could |am |have |my (?:laptop|computer|phone|monitor|password|email))(?:\w+ ){1,5}?(?:both |all )?(?:can not|can|are|have|get|got|lost|both|too)|for me and (?:for )?(?:the |my )?\w+|(?:\w+) and (?:i|me|myself) (?:both|can not|are|have|get|lost|got|all)",
    r"(?:\w+ is|hers|his|theirs|mine|yours|it) (?:is |are )?(?:down |out |dead |did it |does it |has it |did |does |doing it |doing the same |the same |acting up )?(?:too|also|as well)(?= |$)(?! (?:slow|big|small|loud|late|hot|long|much|many|bright|dark|short|old|dim|low|high))|same (?:thing |problem |issue |here )?(?:for|on|with|at|as) (?!me|my|last|before)|(?:has|have|having|getting|with|see|seeing|gets|get) the same (?:thing|problem|issue|error|message|screen)",
    r"(?:theirs|hers|his|mine|ours) (?:is|are|does|do|has|will|went|can) (?:\w+ ){0,4}?(?:too|also|as well|either)|so (?:is|are|does|do|did|has|have) (?:the|my|his|her|their|our|all)|my (?:coworkers?|colleagues?|neighbou?r|team|crew|boss|partner|wife) (?:also|too|can not either|has it too|is out too)|either(?= |$) ?(?:\.|,|$)|(?:she|he|they|karen|\w+) can not (?:\w+ ){0,4}either|neither can (?:\w+)|neither of (?:us|them)",
    rf"(?:somos|estamos|a los|las|los) (?:los |las )?{_COUNT}|vari[oa]s(?: \w+)?|mis companer[oa]s|tampoco|los demas tampoco|mi companer[oa] tampoco",
)

JUST_ONE = (
    r"(?:just|only) (?:\w+ )?(?:me(?! (?:here|on|working|tonight|at|running|in|covering|by))|mine|my|myself|him|her|his|hers|this (?:one|computer|laptop|machine|pc)|that one|the one|one (?!here|of us here))(?! and)(?! here)",
    r"(?:just|only) (?:on |for |with |at |affects? |affecting |about |from |in )(?:me|my|mine|this|that|one|his|her|the one)(?! and)",
    r"one \w+ only|only one (?!here|on|who|that|with|left|working)\w+",
    r"(?:it is|that is|is|yeah|no|nope|yes) (?:a )?(?:just|only|strictly) (?:me(?! (?:here|on|working|tonight|at|running|in|covering|by))|my|mine|one|this|a)\b",
    r"no one else|nobody else(?! can| is able)|everyone else(?: is| has| can| seems| s| looks| works| got)?(?! (?:can not|is (?:down|out|locked|having|affected|also)))|everybody else|the others? (?:is|are|can|seem|work|works|look) (?:\w+ )?(?:fine|ok|okay|good|working|up|normal)",
    r"(?:others?|other (?:\w+ )?(?:computers?|people|machines?|ones?|users?|terminals?|registers?|printers?|laptops?|pcs?|phones?|tablets?|stations?|offices?|workstations?|lines?)|coworkers?|the rest|everything else|\w+ is) (?:is |are |can |seem |work |works |look |still )*(?:all |just |perfectly )?(?:fine|ok|okay|good|working|works|normal|all right|alright|unaffected|get (?:in|on) fine|printing fine)",
    r"(?:works|working|fine|ok|okay) (?:fine )?(?:on|for|from|at|with) (?:everyone else|everybody else|the other|the others|his|her|others|other|another|my (?:phone|other|wife|husband|coworker)|\w+ is|someone else)",
    r"(?<!not )(?:one|a single|single|a|one of (?:the|our|my)|some) (?:user|person|employee|computer|machine|laptop|pc|workstation|tablet|terminal|register|station|coworker|colleague|of our (?:guys|people|users|techs|nurses)|assistant|intern|client|printer|new hire|attorney|handset|scanner|screen|desk)(?! (?:after|by one|at a time|and|or two))",
    r"(?:solo|solamente|nomas|unicamente) (?:a |en |con |para |es )?(?:mi|yo|el mio|la mia|la mi|mia|mio|mi computadora|una|un|esta)|los demas (?:si|estan bien|funcionan|no tienen)|a nadie mas|nadie mas|una sola",
)

OWN_THING = (
    r"my (?:\w+ ){0,2}?(?:laptop|computer|pc|machine|tablet|phone|cell|screen|screens|monitor|monitors|mouse|keyboard|headset|account|password|email|outlook|teams|zoom|printer|voicemail|signature|desktop|workstation|mailbox|inbox|calendar|login|log ?in|ipad|dock|docking station|webcam|camera|vpn|excel|word|browser|chrome|wifi|internet|files?|folder|desk|extension|pin|badge|scanner|onedrive|profile|icons?|one ?note|adobe|user ?name|authenticator|microphone|mic|speakers?|charger|battery|fan)",
    r"(?:his|her|their|\w+ is) (?:\w+ )?(?:laptop|computer|pc|machine|tablet|phone|screen|monitor|mouse|keyboard|headset|account|password|email|outlook|teams|zoom|printer|voicemail|signature|desktop|workstation|mailbox|inbox|calendar|login|ipad|dock|pin|badge|icon)",
    r"(?:this|the) (?:one )?(?:laptop|desktop|pc|workstation|computer|monitor|headset|mouse|keyboard|ipad) (?:at|in|on|by|here|is|will|does|keeps)",
    r"(?:i|i am|i have been) (?:\w+ )?(?:forgot|locked myself|can not remember|lost my|can not (?:log|get|sign|print|open|find|connect|hear|send|see|remember))|(?:she|he) (?:can not|forgot|is locked|got locked|keeps)|at home|from home|working (?:from home|remotely)|at my (?:house|place|desk)",
    r"mi (?:computadora|laptop|impresora|telefono|contrasena|cuenta|correo|pantalla|clave|raton|teclado|monitor|celular|tableta|maquina)",
)

HARD = (
    r"(?:is|are|was|went|gone|goes|going|been|be|all|still|keeps going|just|completely|totally|server|internet|network|phones|email|system|everything|everyone is|vpn|it) (?:\w+ ly |completely |totally |all |just |still |now |back |both |also |fully |entirely )?(?:down|out(?= |$)(?! of (?:paper|toner|ink|date|warranty|town|office|staples|space|scope))|out of (?:order|service|commission|action)|dead|offline|off ?line|frozen|gr[ae]y|garbled|locked up|locked out|black|blank|dark|stuck|unreachable|unavailable|locked(?! (?:the|in|down the|up the|and|door|doors))|toast|kaput|hosed|bricked|unusable|inaccessible|not there|disconnected|failing|failed|unresponsive|crashed|crashing|fried|gone(?! (?:home|for|to|on|out|by|through|up|fishing)))",
    r"(?:stopped|quit|stops|not|ceased|is not|are not) (?:even )?(?:work\w*|respond\w*|connect\w*|load\w*|open\w*|com(?:e|ing) (?:up|on|back)|ring\w*|turn\w* on|let(?:ting)?|boot\w*|start\w*|send\w*|receiv\w*|sync\w*|available|getting (?:any|email|calls|mail|orders)|accept\w*|process\w*|read\w*|function\w*|talk\w*|going (?:through|out)|operational|run\w*|display\w*|launch\w*|answer\w*|register\w*|reach\w*|pull\w*|transmit\w*|dispens\w*|tak(?:e|ing)|scanning|printing|charging|updat\w*|refresh\w*|report\w*)",
    r"(?<!\bi )(?<!\bwe )(?<!\bhe )(?<!\bshe )(?<!\bthey )(?<!nobody )(?:do|does|did|will|would) not (?:even )?(?:work|open|load|connect|respond|start|come (?:up|on|back)|let|boot|turn on|ring|pull up|launch|send|go (?:through|out)|print|scan|answer|accept|take|read|run|sync|show (?:up|anything)|do anything|log|play|recogni[sz]e|power|process|charge|talk|display|see|wake|save|move|communicate|finish)",
    r"(?:can not|could not|unable to|not able to|no way to|trouble|not be able to) (?:even )?(?:get|getting|open|access|log|sign|connect|reach|see|work|use|print|send|receive|call|take|run|ship|process|chart|dispatch|find|bill|clock|pull|do|make|hear|load|save|join|ring|check|answer|start|enter|submit|file|efile|look|read|write|view|schedule|book|post|sell|order|authenticate|scan|play|dial|move|update|print|change|track|pay|invoice|receive|transfer|charge|finish|complete|edit)",
    r"(?:no|lost|losing|without|zero) (?:\w+ ){0,2}?(?:phone|screens|computers|systems?|everything|internet|dial tone|connection|connectivity|access|email|network|power|signal|service|phones|wifi|sound|audio|picture|video|display|lights|data|electricity|calls|tone|phone service)",
    r"(?:none of|nobody|no one|neither|not one|not a single|no (?:computers?|phones?|registers?|terminals?|screens?|machines?|workstations?|scanners?|cameras?|doors?)) (?:[a-z]+ ){0,7}?(?:can|will|would|could|is able|are able|works?|working|opens?|loads?|responding?|connects?|prints?|printing|rings?|starts?|gets?|has|have|shows?|seeing|getting|connecting|loading|opening|coming)(?! (?:remember|tell me|say|help me|explain|told))",
    r"nothing (?:is |will |s )?(?:works?|working|loads?|loading|opens?|opening|coming|comes|come|respond\w*|happens|prints?|connects?|on|load|open|work|goes|going|turns on)|nothing on (?:the|any|our) screens?|(?:shows?|showing|displays?|reads?|getting|says) (?:us |me )?nothing|no (?:readings?|data|levels?|numbers|picture|telemetry|feed)|(?:fast )?busy signals?|fast busy|rings and rings|rings forever|(?:straight|right) to (?:voicemail|busy)|just rings|not a thing works",
    r"crash(?:ed|es|ing)?|froze|freezes|freezing up|kick(?:ed|ing|s) (?:us|me|everyone|everybody|people|them) (?:out|off)|(?:threw|booted|bounced) (?:us|everyone|everybody|people) (?:out|off)|locked out|locked us out|timing out|times out|timed out|recovery keys?|bitlocker|blue screen\w*|black screens?|blank screens?|spinning|error|errors|went (?:blue|red|white|green|pink|purple|dark|black|blank|down|dead|out|offline)|conked out|died|dying|gave up the ghost|bit the dust|crapped out|kaput|broken|broke|busted|screwed|on the fritz|fell over|tanked|acting up|messed up|outage|disconnect\w*|refuses to",
    r"(?:says|saying|shows|showing|reads) (?:\w+ ){0,3}?(?:out of (?:order|service)|disconnected|offline|no connection|not found|unavailable|can not (?:connect|reach|find)|connection (?:lost|refused|error)|error|unreachable|not responding|invalid|denied|expired|locked|server not|no internet|service)",
    r"(?:too|so|way too|super|unbearably|painfully|crazy) slow (?:\w+ ){0,4}?(?:can not|unusable|unable|useless|work)|unusable|at a (?:stand ?still|crawl)|grinding to a halt",
    r"(?:esta|estan|se|ha|han|quedo|quedaron) (?:\w+ )?(?:caid[oa]s?|cayo|cayeron|muert[oa]s?|bloquead[oa]s?|apagad[oa]s?|congelad[oa]s?|trabad[oa]s?|en (?:negro|blanco)|fuera de servicio|descompuest[oa]s?|colgad[oa]s?)|(?:nadie|ningun[oa]?) (?:\w+ ){0,4}?(?:puede|pueden|pudo|entra|abre|funciona|sirve|responde|imprime|prende|tiene)|no (?:\w+ )?(?:funcionan?|sirven?|abren?|responden?|prenden?|encienden?|conectan?|carga|cargan|entran?|imprimen?|suenan?|hay (?:internet|sistema|linea|luz|red|servicio|conexion|correo)|tenemos (?:internet|sistema|linea|luz|red|acceso|conexion|correo|telefonos?|servicio)|puedo|podemos|puede|pueden|deja|dejan|jala|jalan)|se (?:cayo|cayeron|fue|fueron) (?:el|la|los|las)|sin (?:internet|sistema|luz|red|servicio|telefono\w*|conexion|acceso)|fallo|fallando|error",
)

SITE_SYSTEMS = (
    # things that a whole site stands on: "down" without "my" is enough
    r"(?:the |our |are )?(?:\w+ )?(?:servers?|mainframe|domain controller|data ?center|hypervisor|vm host|san|nas)(?! (?:in|at) the (?:bar|restaurant))",
    r"(?:the |our )?(?:whole |entire |main |office |company |clinic |building |plant |store )?(?:internet|network|phone (?:system|lines?|service)|phones|telephones?|phone lines?|lines|switchboard|wifi|computer system|computers|systems?|power|electricity|database|firewall|core switch|fiber|circuit|email|mail|exchange|active directory|file (?:server|share)|shared? drives?|[a-z] drive|remote desktop|terminal server|citrix|card readers|registers|pos(?: system)?|point of sale|terminals|everything|main line|credit card machines|radios|lights|production|the line|line (?:one|two|three|four|five|1|2|3|4|5))",
    r"(?:el |la |los |las )?(?:servidor\w*|internet|red|sistemas?|telefonos|correo|luz|computadoras|cajas|terminales|base de datos|linea|programa)",
)

BUSINESS_SYSTEMS = (
    r"erp|mes|ehr|emr|crm|pos|wms|tms|pacs|lis|dms|pms|lob|cad|quickbooks|sage|salesforce|netsuite|sap|dynamics|dentrix|eaglesoft|open dental|athena\w*|epic|cerner|eclinicalworks|imanage|clio|netdocuments|worldox|ultratax|lacerte|proseries|drake|cch|axcess|toast|square|clover|micros|aloha|epicor|kinetic|fishbowl|procore|timberline|bloomerang|raiser is edge|powerschool|yardi|appfolio|mindbody|practice management|charting|chart(?:ing)? system|scheduling(?: system)?|booking system|reservation\w*|dispatch(?: system| software| screen| board)?|payroll (?:system|software|program|site|run)|accounting (?:system|software|program)|billing system|inventory (?:system|software)|order(?:ing)? system|warehouse system|shipping (?:system|station|software)|label system|time clocks?|timeclocks?|eprescrib\w*|document management|case management|tax (?:program|software|system)|the program|the software|efil\w+|imaging|portal|vpn|remote access|citrix|teams|sharepoint|onedrive|office ?365|microsoft 365|lab system|pharmacy system|ticketing|check ?in system|kiosks?|handhelds?|scanners|barcode\w*|tablets|cnc|dnc|ultipro|adp|website|web ?store|online (?:store|ordering)|ez ?rx|pioneer|loan system|core system|teller|atms?|gates?|fuel pumps?",
)

CONSEQUENCE = (
    r"(?:patients?|customers?|clients?|trucks?|drivers?|guests?|families|people|students?|shoppers|callers|members|visitors|passengers|parents|ambulances?|the er|residents|diners|everybody|everyone) (?:\w+ ){0,3}?(?:waiting|lined up|stacking up|stacked up|leaving|walking out|stuck|standing (?:around|there|here)|backing up|backed up|piling up|at the counter|in the (?:lobby|waiting room|parking lot|driveway|chair|chairs)|turned away|getting angry|walking away|with no|idling|yelling)",
    r"there is (?:a|a huge|a long|a big) line(?! (?:on|in|at the bottom|through|across) )|line (?:is )?(?:out the door|around the)|backed up (?:to|out|around)|turn(?:ing|ed)? (?:\w+ )?(?:people|customers|patients|cars|trucks|guests|business|folks|ambulances) away|(?:on|going on) (?:divert|diversion)",
    r"(?:production|the line|our line|line (?:one|two|three|four|five|[1-9])|the plant|assembly|the floor|the shop|shop floor|the kitchen|the dock|shipping|receiving|dispatch|the mill|packaging|the press(?:es)?|the cell|operations|checkout|the warehouse|the pharmacy|surgery|the or|the bar|the store|business) (?:\w+ ){0,3}?(?:stopped|halted|stop|down|at a (?:stand ?still|halt|complete stop)|dead|idle|shut down|frozen|stuck|blind|stalled|paused)(?! (?:the|at) )",
    r"(?:can not|could not|unable to|not able to|no way to|nobody can|no one can|not|stopped) (?:\w+ )?(?:ship(?:ping)?(?! it to)|take (?:any )?(?:payments?|cards?|orders?|calls?|credit|reservations|deposits|appointments)|taking (?:payments|cards|orders|calls)|accept (?:cards|payments)|process (?:payments?|orders?|cards?|sales?|transactions?|claims|loans|refunds|anything)|check (?:in |out )?(?:anyone|anybody|patients?|people|guests?|customers?|residents?|students?)(?: in| out)?|check (?:people|anyone|patients|guests|them) (?:in|out)|see (?:any )?patients|chart|dispatch|fill (?:any )?(?:prescriptions?|orders?|scripts)|sell|ring (?:up|anyone|anybody|people|sales|anything)|run (?:payroll|production|the line|cards?|the press|parts|credit|jobs)|make payroll|admit|medicate|give (?:meds|medications?)|pass (?:meds|medications?)|unload|load (?:the )?trucks?|cut (?:parts|checks|metal)|weld|print (?:(?:the|a single|any|a) )?(?:shipping |patient |specimen |product )?(?:labels|wristbands|prescriptions|bills? of lading|bol|tickets|checks)|open (?:the )?(?:gate|store|doors|shop)|serve (?:customers|anyone|people|food|beer)|receive (?:product|shipments|goods)|pick (?:orders|anything)|answer (?:the phones|calls)|receive calls|make (?:or (?:receive|take) )?calls|treat|scan (?:anything in|product|packages|freight)|close out|pump (?:gas|fuel)|send (?:antibiotics|prescriptions|scripts|orders)|bill (?:anyone|anybody)|see (?:the|our) schedule|see who is|look up (?:patients|orders|allergies|meds)|label (?:anything|product|the|our)|make (?:keys|labels|change)|register (?:guests|patients|students|anyone)|release (?:loads|trucks|product)|reach (?:our|the) (?:drivers|crews|residents))",
    r"(?:sent|send|sending) (?:\w+ ){1,5}?home(?! (?:page|address|office|phone|directory|with|depot))|sent (?:everyone|everybody|people|them|the (?:crew|staff|team|shift|night shift)) home|send(?:ing)? (?:everyone|everybody|people|them|the \w+|folks|\w+ people) home|(?:sitting|standing|just sitting|just standing) (?:\w+ )?(?:here |around )?(?:doing nothing|idle|around|twiddling|on (?:their|our) hands|with nothing to do|waiting)|twiddling (?:our|their) thumbs|dead in the water",
    r"(?:on|to|using|back to|doing (?:it|everything) on|writing (?:\w+ ){0,3}?on|resorted to|switched to) (?:paper|pen and paper|clipboards?|whiteboards?|sticky notes|cash only)|by hand(?= |$)|cash only",
    r"(?:losing|costing us|cost us|burning) (?:\w+ )?(?:money|product|thousands|sales|business|customers|\w+ (?:thousand|dollars|grand)|a fortune|the batch|beer|milk|inventory)|(?:going to|will|could|gonna) (?:\w+ ){0,3}?(?:spoil|freeze|be ruined|go bad|scrap|melt|thaw|lose (?:the|it|everything|product|the batch|a batch|money))|(?:shut|close|closed|closing|shutting) (?:us |the \w+ |everything )?down(?: the (?:line|plant|store|clinic))?(?= |$)|may have to close|(?:had|have|having) to (?:close|shut|evacuate|stop (?:production|the line|seeing|taking|serving)|turn away|cancel (?:all|the|everyone|our))|canceling (?:appointments|patients|surgeries)",
    r"(?:trucks?|drivers?|loads?|orders|shipments?|cars|vans|buses|crews?|flights?|planes?|ambulances?|students|patients?|guests?|nothing|nobody) can not (?:leave|go (?:out|home)|ship|depart|roll|be (?:loaded|released|shipped|discharged|dispatched|admitted|treated|seen)|get (?:out|in|through|loaded|treated|seen))",
    r"flying blind|working blind|deaf and blind|completely blind|in the dark here|no way of (?:knowing|telling|seeing)",
    r"(?:los )?(?:pacientes|clientes|camiones|choferes|la gente) (?:\w+ ){0,3}?(?:esperando|parados|haciendo fila|se (?:van|estan yendo))|(?:no podemos|nadie puede|no se puede|no puedo) (?:\w+ )?(?:trabajar|cobrar|atender|vender|despachar|producir|enviar|recibir|facturar|abrir|hacer nada|ver (?:a )?(?:los )?pacientes|tomar (?:ordenes|pedidos))|(?:la )?(?:produccion|linea|planta) (?:\w+ )?(?:parad[oa]|detenid[oa]|se (?:paro|detuvo))|todo (?:\w+ )?(?:parado|detenido)|hay (?:una )?fila",
)

STOPPED_WORK = (
    # weaker: one person says the same about one laptop
    r"(?:can not|could not|unable to|not able to) (?:\w+ )?(?:do (?:our jobs?|our work|my job|any work|business|anything)|work(?: at all)?|get (?:anything|any work) done|operate|function)|(?:nobody|no one|none of us) (?:\w+ )?(?:can )?(?:work|working)(?! (?:tomorrow|until|on (?:sunday|saturday|weekends)))",
)

DEADLINE_EVENT = (
    r"(?:is|are) due(?! (?:for|soon|next|in \w+ (?:days|weeks)))|deadline|permits?|court|hearing(?! (?:a|the|it|from|it|anything))|trial(?! (?:version|period))|motion|reply brief|efil\w+|file (?:a|an|the|my|our|it|this|with) (?:\w+ ){0,2}?(?:brief|motion|return|returns|petition|answer|appeal|extension|complaint|response)|statute|closing|settlement|wire|payroll|direct deposits?|bid|proposal|tender|submission|grant|surgery|surgeries|procedure|transplant|shift change|flight|departure|sailing|broadcast|on air|go live|auction|customs|tax (?:return|deadline|filing)s?|tax returns|the irs|irs|audit|earnings|sec filing|recount|election|deploy\w*|launch|funeral|infusion|discharge|med pass|dialysis|cut ?off|ach (?:file|batch|cutoff)|last pickup|truck leaves|load leaves|ship leaves",
)

DEADLINE_SOON = (
    r"tonight|midnight|(?:in|within|next|about) (?:the )?(?:next )?(?:an?|half an?|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty five|\d+|a few|couple) (?:\w+ )?(?:minutes?|hours?|mins?|hrs?)|(?:due|deadline|cutoff|closes|filed|starts|leaves|expires) (?:\w+ ){0,3}?(?:at|by|in|tonight|today|midnight|tomorrow|am|pm|before|now|on the hour|first thing)|by (?:midnight|tonight|end of (?:the )?day|close|\w+ (?:am|pm|oclock)|\w+ (?:in the morning|tonight)|tomorrow morning)|(?:at|by) (?:five|six|seven|eight|nine|ten|eleven|\d{1,2})(?: \w+)? (?:am|pm|a m|p m|oclock|in the morning|tonight|tomorrow)|(?:statute|clock|time) (?:is )?(?:runs?|running) out|right now|about to|esta noche|medianoche|en (?:una|dos|tres) horas?",
)

CRITICAL_ROLE = (
    r"(?:the |am the |i am the |our )?only (?:\w+ )?(?:dispatcher|nurse|pharmacist|operator|doctor|provider|physician|tech on|technician on|tech tonight|person who can|one who can|one that can|one (?:on|here|working|running|in the building|tonight)|teller|controller|guard|clerk|radiologist|medic|paramedic|charge nurse|cashier|supervisor|register|terminal|computer|pc|machine (?:that|we|with|for|which|running)|one with access|station|line|phone|printer (?:that|for))",
    r"(?:i am|it is just me|just me|only me|by myself|alone) (?:\w+ ){0,3}?(?:on (?:my own|shift|duty|call|tonight|nights)|by myself|alone|here (?:tonight|alone|overnight)|running)|nobody else (?:here|on|can do|can run|is here)|(?:no|do not have an?)(?:y)? (?:other|another|spare|backup|second) (?:computer|machine|one|way|station|terminal|pc|dispatcher|nurse|register)",
    r"dispatch(?:er|ers|ing)?|charge nurse|(?:on call|er|icu|emergency|attending) (?:doctor|physician|surgeon|nurse|provider|doc)|surgeons?|anesthes\w+|pharmacists?|control room|radiolog\w+|nursing station|nurses station|triage nurse|air traffic|lab tech|paramedics?|security desk|crisis (?:line|counselor|worker)|bedside|in labor|operating room",
)

DOWN_NEAR = (
    r"(?:is|are|was|went|has|have|just|all|gone|been|goes|keeps|looks|seems|appears|still)? ?(?:\w+ ){0,3}?(?:down|dead|out(?! of)|offline|unreachable|unavailable|crashed|crashing|gone|(?<!fell )(?<!came )(?<!took )(?<!day )off(?! (?:by|center))|not (?:respond\w*|com\w*|work\w*|reachable|up|there|boot\w*|start\w*|turn\w*)|will not (?:boot|start|come|turn)|stopped|quit|died|froze|frozen|tripped|blinking red|caid[oa]s?|no (?:funciona\w*|sirve\w*|responde\w*|hay)|muert[oa]s?|se cayo)",
)

SITE_LOST = (
    r"(?:lost|no|without|losing|se cayo|se cayeron|se fue|no hay|no tenemos|sin) (?:\w+ ){0,2}?(?:internet|network|power|phones?|phone service|dial tone|email|servers?|electricity|el sistema|el servidor|la luz|el internet|internet|sistema|luz|telefonos)",
)

NOT_THE_SITE = (
    r"guest|my (?:house|home|apartment)|at home|from home|home (?:internet|wifi|network)|(?:test|demo|old|spare|training|print|retired|dev|backup|lab|fax|game|minecraft|music) (?:server|line|system|phone)|restaurant server|printer|print server|one of the|server room tv",
)

CORE_DOWN = (
    r"(?:ehr|emr|erp|pos|mes|wms|tms|pacs|scada|database|dispatch(?: system)?|core banking) (?:system )?(?:is|went|just went|has gone|has been) (?:all |completely )?(?:down|dead|offline|out|unreachable|unavailable|gr[ae]y)",
    r"serveurs? (?:\w+ ){0,4}?(?:panne|tombe\w*|mort|plante|hors service)|personne ne (?:peut|arrive a) (?:\w+ )?(?:travailler|connecter|acceder|ouvrir)|plus rien ne (?:marche|fonctionne)",
    r"server (?:\w+ ){0,4}?(?:ausgefallen|tot|kaputt|weg)|(?:keiner|niemand) kann (?:\w+ ){0,3}?(?:arbeiten|anmelden|zugreifen)|nichts geht mehr|geht (?:gar )?nichts mehr",
    r"servidor(?:es)? (?:\w+ ){0,3}?(?:caiu|fora|parad[oa]|caid[oa])|ninguem (?:consegue|pode) (?:\w+ )?(?:trabalhar|entrar|acessar|abrir)|sistema (?:caiu|fora do ar)",
    r"server (?:\w+ ){0,3}?(?:giu|bloccato|fuori uso|morto)|nessuno (?:puo|riesce a) (?:\w+ )?(?:lavorare|entrare|accedere)|non funziona (?:piu )?(?:niente|nulla)",
)

HARD_DEADLINE = (r"court|efil\w*|hearing|closing|statute|surgery|wire",)

CRITICAL_WORK = (
    r"dispatch\w*|nurse|pharmac\w*|surg\w*|patients?|residents?|operator|machine|tanks?|line|er|icu|control room|chart\w*|meds|doctor|physician|provider|orders?|trucks?|drivers?|radiolog\w*|crisis|911|teller|lab",
)
