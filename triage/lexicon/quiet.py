"""What keeps people asleep: events that are past, planned or rehearsed, requests, trifles, sales, wrong numbers."""

from __future__ import annotations

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|fall|winter)"
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|night|week|month|year|quarter|time|summer|winter|spring|fall)"

PAST = (
    rf"last {_DAY}|yesterday|the other (?:day|night|week)|(?:earlier|back) (?:today|this (?:week|month|year|morning|afternoon)|in {_MONTH})|(?:two|three|four|five|a few|several|some|couple) (?:days|weeks|months|years|nights|hours) ago|(?:a|one) (?:week|month|year|day|while) ago|in the past|previous(?:ly)?|ages ago|back when|a while back|this (?:morning|afternoon)|earlier|for a (?:minute|second|bit|few minutes|moment)|used to|la semana pasada|ayer|anoche|el mes pasado|hace (?:un|una|dos|tres|unos|unas) (?:dia|dias|semana|semanas|mes|meses)",
)

FINE_NOW = (
    r"(?:it is|it has|has|have|is|are|been|everything is|everything has|we are|all|they are|works?|working|running|ran|came) (?:(?!not|never|hardly|barely)\w+ )?(?:been )?(?:fine|good|okay|ok|back (?:up|on|to normal|online|now)|great|perfect|resolved|fixed|working|normal|stable|sorted|cleared|over|solved|up and running|all set)(?: \w+)? ?(?:since|now|today|again|already|and (?:running|good))?",
    r"fine since|been fine|no (?:issues|problems|trouble) since|has not happened (?:since|again)|(?:was|were|got|has been|have been|it is|been) (?:already )?(?:resolved|fixed|sorted|restored|taken care of|handled|cleared up|solved|dealt with|paid)|came (?:right |straight )?back (?:up|on|fine|by itself)|you (?:guys |all )?(?:fixed|sorted|resolved|solved|restored|handled|took care)|no longer|not (?:an issue|a problem|happening) (?:anymore|now|any more)|(?:works|working) (?:fine |great |perfectly )?(?:now|again|today)|back to normal|ya (?:funciona|esta|quedo|volvio|se arreglo)|desde entonces|todo bien",
)

ABOUT_THE_PAST = (
    r"(?:incident|outage|downtime|root cause|after action|post ?mortem) (?:report|summary|credit|write up|letter|log|review|paperwork|timeline)|(?:report|summary|credit|write up|explanation|root cause|paperwork|documentation|timeline|letter|refund|question|questions|details|feedback|thank you|thanks) (?:\w+ ){0,3}?(?:about|on|of|for|from|regarding) (?:\w+ ){0,4}?(?:outage|incident|downtime|breach|last|when)|follow(?:ing)? up (?:on|about|to|from)|(?:for|the) (?:our |my |the )?(?:insurer|insurance|auditors?|compliance|records)",
)

PLANNED = (
    r"(?:planned|scheduled|upcoming|announced|expected) (?:\w+ ){0,3}?(?:outage|maintenance|downtime|shutdown|reboot|restart|work|upgrade|update|migration|cutover|power|move|patching|test)|(?:maintenance|change) (?:window|night|weekend)|mantenimiento|programad[oa]|(?:utility|power|electric) company (?:is |will be |are )?(?:\w+ )?(?:cutting|turning|shutting|doing|working|scheduled|planned)",
)

FUTURE = (
    r"(?:going to|will|gonna|supposed to|about to|scheduled to|planning (?:to|on)) (?:\w+ ){0,2}?(?:be (?:down|off|out|offline|without)|go (?:down|off|offline)|take (?:\w+ ){0,3}?(?:down|offline)|shut(?:ting)? (?:\w+ ){0,3}?(?:down|off)|turn(?:ing)? (?:\w+ ){0,3}?off|cut(?:ting)? (?:the )?power|reboot\w*|restart\w*|unplug\w*|be (?:rebooted|restarted|moved|replaced|upgraded|patched))|we are (?:taking|shutting|bringing|turning|powering) (?:\w+ ){0,4}?(?:down|off) (?:\w+ ){0,4}?(?:tomorrow|tonight|this weekend|next|on|at|for)|heads up|letting you (?:guys |all )?know|wanted (?:you|to let you) (?:to )?know|giving you notice|to give (?:you )?notice",
)

PLANNED_COMING = (
    rf"tomorrow|next {_DAY}|this (?:coming )?(?:weekend|saturday|sunday)|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|in the (?:coming|next) (?:days|weeks)|later this (?:week|month)|manana",
)

DRILL = (
    r"(?:fire|evacuation|disaster recovery|dr|safety|emergency|active shooter|lockdown|phishing|security|tabletop|ransomware|failover|tornado|earthquake|power) (?:drill|drills|exercise|exercises|rehearsal|simulation|simulated|walk ?through|tabletop|training|awareness|test)|drills?(?! press)|table ?top|simulat(?:ed|ion|ions|ing)|(?:training|awareness|compliance) (?:\w+ ){0,2}?(?:video|module|course|reminder|email|emails|class|session|quiz|test|link|exercise|campaign|certificate)|(?:phishing|security|awareness) (?:training|test|course|quiz|simulation|class)|know ?be ?4|pretend(?:ing)?(?! to be)|role ?play|(?:just|only) (?:a|doing a|running a) (?:test|drill|practice)(?! (?:account|server|computer))|simulacro|entrenamiento",
)

HYPOTHETICAL = (
    r"what (?:if|happens if|would happen|should (?:we|i) do if|do (?:we|i) do if)|(?:if|in case|should|when) (?:the|our|we|there|it|this|something|anything|a) (?:\w+ ){0,4}?(?:ever|goes|were|happens|happened|would|should|went)|in (?:case|the event) of|(?:asking|question|wondering|curious) (?:about|if|whether|what|how) (?:\w+ ){0,6}?(?:plan|policy|would|coverage|cover|protected|protect|procedure|backup)|how (?:would|do) (?:we|i|you) (?:protect|prevent|avoid|know if|handle)|(?:policy|plan|procedure|training|insurance|quote|brochure|webinar|article|news|podcast|movie|book|presentation|flyer|poster|questionnaire|form) (?:for|about|on|regarding|that) (?:\w+ ){0,3}?(?:ransomware|hack\w*|breach\w*|phishing|fire|disaster|outages?|viruses|cyber|security)|(?:saw|seen|read|heard|watched|listening to) (?:\w+ ){0,10}?(?:the news|on tv|article|a story|podcast|about (?:a|the|some|another|other) (?:\w+ ){0,3}?(?:hack\w*|breach\w*|outage|ransomware|attack\w*|company|hospital|school|city|business))|que pasa si|en caso de",
)

STILL_HAPPENING = (
    r"(?:is|are|and|but) (?:it is |they are |we are |everything is )?(?:still|again|now)(?! (?:on|set|scheduled|planned|happening tomorrow|it is fine|fine|working|good|okay|ok|resolved|everything is (?:fine|good|ok|okay))) (?:\w+ ){0,4}?(?:down|out|not|can not|no|dead|offline|locked|frozen|black|gone|nobody|everyone|everybody|happening|doing|broken|stuck|failing|will not|none|worse)",
    r"(?:happening|down|out|dead|started|doing it|offline|crashed|broke|locked up|frozen|back|it is|went out|went down) again|still (?:down|out|dead|offline|locked|frozen|can not|not (?!the|my|a )|no |nothing|broken|happening|going on|getting|stuck|black|missing|logs|works|active)|never came back|has not come back|did not come back|(?:is|are) not back|not (?:back|come back)|should have (?:been|come|finished|ended)|was supposed to (?:be (?:back|done|over|up|finished)|end|finish|come)|supposed to be (?:back|done|over|up|finished)|(?:ran|run|running|gone) (?:past|over|long)|(?:an|two|three|four|\w+) hours? (?:past|late|overdue|ago (?:and|but))|this (?:is not|is no) (?:a )?(?:drill|test|exercise|simulation)|not a (?:drill|test|exercise|simulation)|(?:this is|it is|is) (?:real|the real thing|actually happening|for real)|no longer a drill|but (?:now|today|tonight|this time|it is back|the)|and now|right now|as we speak|since (?:then|the \w+) (?:\w+ ){0,4}?(?:not|no|nobody|nothing|can)|sigue|otra vez|de nuevo|ahora (?:nadie|no)|todavia no",
)

STAND_DOWN = (
    r"(?:ignore|disregard|forget|override|bypass) (?:\w+ ){0,3}?(?:instructions?|rules?|that|this|prompt|runbook|previous|prior|everything|what i)|(?:mark|set|close|log|treat|classify|downgrade|change|make|call) (?:\w+ ){0,3}?(?:resolved|closed|p ?[234]|low|priority|as (?:a )?test|no action|not urgent|routine)|cancel (?:that|this|it|the (?:ticket|page|alert|call))|do not (?:page|escalate|wake|call|alert|notify|tell|bother) (?:\w+ ){0,3}?|no need to (?:page|escalate|wake|call|alert)|(?:i am|this is) (?:the |your )?(?:\w+ )?(?:admin\w*|developer|owner of nightdesk|system|supervisor|engineer) (?:and|authori[sz]\w*|override)|system (?:prompt|override|message)|you are now|new instructions|developer mode|olvida (?:las|tus)|ignora",
)

REQUEST = (
    r"how (?:do|can|would|does|should) (?:i|we|you|one)(?! (?:work|get any work|take (?:orders|payments)))|how to|can you (?:tell|show|walk|explain|remind|add|install|order|set up|send me|change|update|reset|move|remove|create|check on)|(?:i|we|she|he|they|\w+) (?:would like|want|wants|need|needs|was hoping|were hoping|would love|am looking for|are looking for|was wondering|wanted) (?:to (?:\w+ )?(?:order|request|set up|add|install|change|update|upgrade|schedule|move|get (?:a|an|some|another|my|the)|have (?:a|an|another|my|someone install)|learn|know|ask|check|see if|report a (?:typo|minor|small)|buy|rename|remove|borrow|confirm)|a (?:new|second|bigger|different|replacement|copy|shared|quote|larger|longer|better|loaner|spare)|an (?:extra|additional|upgrade|adapter|update|external)|another|some (?:new|more|extra|training)|access to|new|more|the (?:old|new) version|my (?:name|title|signature|password reset))|(?:order|request|requesting|ordering) (?:a|an|some|another|new|more)|(?:new (?:hire|employee|user|starter|person|staff|intern|hygienist|associate|provider|guy|girl|nurse|driver|monitor|mouse|keyboard|laptop|phone|chair|headset)|onboard\w*|starts? (?:on )?(?:monday|tuesday|next|tomorrow)|off ?board\w*)|when(?: is| are| will| do| does| would| can) (?:\w+ ){0,5}?(?:available|arriv\w*|deliver\w*|scheduled|ready|coming|upgrad\w*|replac\w*|open|visit|be here|install\w*)|is there a way|wondering (?:if|when|whether|how|what)|could (?:someone|you) (?:\w+ )?(?:tomorrow|in the morning|next week|when (?:you|they) (?:get|have|are))|whenever (?:you|they|someone|it is)|when(?:ever)? (?:you|they|somebody|someone) (?:get|gets|have|has) (?:a|the|some) (?:chance|time|minute|moment)|no (?:rush|hurry|big deal|emergency)|not (?:urgent|an emergency|a big deal|pressing|a rush|in a hurry)|(?:can|could|it can|that can|this can|will) wait|low priority|just (?:a )?(?:heads up|fyi|question|curious|wondering)|fyi|remind(?:er)?|suggestion|feedback|como (?:hago|puedo|se)|quisiera|me gustaria|quiero (?:pedir|un|una)|no es urgente|no hay prisa|puede esperar|cuando puedan",
)

TRIVIAL_THING = (
    r"printers?|print(?:ing)?|copiers?|toner|ink|paper (?:jam|tray)|fax|tv|tvs|television|slideshow|music|spotify|speaker in|sonos|projector|wallpaper|background picture|screen ?saver|fonts?|signature|signatures|icons?|theme|dark mode|emoji\w*|second screen|charger|cable|adapter|usb hub|mouse pad|desk phone display|ring ?tone|hold music|greeting|voicemail|guest wi ?fi|guest network|menu boards?|digital signs?|signage|wall clocks?|clock on the|badge photo|coffee|vending|microwave|break ?room|lunch|newsletter|spam|junk|calendar (?:color|reminder|invite)|holidays?|out of office|auto ?reply|dictation|autocorrect|spell ?check|shortcut|bookmark|bookmarks|favorites|toolbar|margin|margins|color|colors|cosmetic|typo|misspelled|logo|photo|profile picture|nickname|display name|sticker|label ?maker|asset tag|survey|reminders?|notification sound|ping sound|beep(?:ing)? sound|zoom background|default browser|homepage|screensaver|brightness|volume|zoom level|caps lock|num lock|numlock|battery|fan|impresoras?|imprimir|toner|fondo de pantalla",
)

PERSONAL_THING = (
    r"mouse|mice|keyboard|headset|headphones|ear ?buds|monitors?|webcam|dock|docking station|laptops?|desktop|tablet|ipad|scanner|screen|speakers?|microphone|mic|raton|teclado|audifonos|monitor|pantalla",
)

NUISANCE = (
    r"slow|slower|sluggish|crawling|laggy|lagging|flicker\w*|noisy|loud|squeak\w*|rattl\w*|buzz\w*|dim|blurry|fuzzy|sticky|sticks|annoying|keeps (?:asking|reminding|popping|putting|changing|correcting)|double sided|upside down|sideways|crooked|wrong (?:font|color|size|order|tray|name|title|time zone|time)|smudg\w*|streak\w*|faded|faint|jam|jams|jammed|low (?:ink|toner)|out of (?:paper|toner|ink|staples)|got (?:it |the \w+ )?twice|twice|duplicate\w*|cut off|too (?:small|big|bright|dark|loud|quiet|sensitive|cold|warm)|renew\w*|expires? (?:in|next|soon)|password|passwords|forgot|pass ?code|pin|lenta|lento|olvide|contrasena|clave",
)

SALES = (
    r"(?:extended|vehicle|car is|auto) warranty|(?:merchant|google|business) (?:services|listing|loan|funding|line of credit)|(?:lower|reduce|save (?:you|money)|savings) (?:\w+ ){0,4}?(?:rates?|bill|energy|interest|costs?|on your)|(?:calling|reaching out|call) (?:\w+ ){0,3}?(?:from|with|on behalf of) (?:\w+ ){0,4}?(?:to (?:offer|introduce|discuss|see if|talk about|tell you)|about (?:your|our|a) (?:\w+ ){0,2}?(?:offer|opportunity|services|solution|product|energy|copier lease|internet plan|toner))|(?:special|exclusive|limited time|great) (?:offer|deal|promotion|rate)|(?:decision maker|person in charge of|who handles your|whoever handles|owner of the business|speak (?:to|with) the owner)|(?:demo|pitch|proposal|brochure|partnership|backlinks|seo|search engine|solar|staffing|recruit\w*|vending (?:machine )?contract|cleaning services|office supplies|toner supplies|copier lease)|(?:we|i) (?:offer|provide|sell|specialize in)|(?:sales|sell) (?:rep|call|team|department|you)|(?:sales|account) (?:manager|executive) (?:at|with|from|for)|are you (?:happy|satisfied) with your (?:current|it|internet|phone|copier)|fundrais\w*|donat(?:e|ion) (?:to|for)|candidate for|vote for",
)

OUT_OF_SCOPE = (
    r"(?:invoice|invoices|bill|billing|billed|charged|charges|payment|refund|pricing|price|quote|contract|subscription|license renewal|renewal|account balance|statement) (?:\w+ ){0,8}?(?:from you|from your (?:company|office|firm|team)|your (?:company|office|invoice|bill|rates|pricing|accounting)|you (?:guys )?(?:sent|billed|charged|charge|bill|invoiced)|question|questions|extra (?:seats|users|licenses)|seats|for your service|dispute|overcharged|too high|go up|wrong amount|past due)",
    r"(?:your|you (?:guys )?(?:sent|billed|charged|charge|invoiced)|question about|questions about|question on|talk about|about|regarding|discuss|pay|dispute|copy of) (?:\w+ ){0,5}?(?:invoice|invoices|bill|billing|pricing|rates|quote|contract|subscription|plan|renewal|account balance|late fee)(?! (?:to|for) (?:my|our) (?:patient|client|customer))",
    r"(?:we|i) (?:were|was|got|have been|been) (?:billed|charged|overcharged|invoiced|double billed|double charged)|how much (?:do|does|would|is|are|for|will) (?:\w+ )?(?:you|it|a|the|your|that|cost|charge)|what (?:do|does|would) (?:you|it|your) (?:\w+ ){0,3}?(?:charge|cost)|what is the price|what are your (?:rates|prices|hours|fees|plans)|price (?:for|of|on)|(?:upgrade|change|cancel|downgrade|switch) (?:my|our|the) (?:plan|subscription|service|contract|package)|sign up for (?:your )?(?:service|plan|it)|become a (?:client|customer)|interested in (?:your|hiring|signing|it (?:services|support)|becoming)|looking for an? (?:it|new it|managed) (?:company|provider|support)|are you (?:hiring|guys hiring)|job (?:opening|application|posting|interview)|apply for|(?:speak|talk|connect me|put me through|transfer me) (?:to|with) (?:your |the |someone in |somebody in )?(?:sales|billing|accounting|accounts (?:payable|receivable)|hr)|(?:sales|billing|accounting) (?:department|team|dept|person|question)|vendor (?:portal|registration)|w ?9|certificate of insurance",
    r"(?:factura|precio|cotizacion|cuanto cuesta|cobro|cobraron|vender\w*|oferta|plan de pago)",
)

MISDIAL = (
    r"wrong number|misdial\w*|dialed (?:the )?wrong|wrong (?:place|person|extension|line)|meant to (?:call|dial)|did not mean to (?:call|dial)|(?:pocket|butt) dial\w*|called (?:you )?by (?:mistake|accident)|accident(?:ally)? (?:called|dialed)|sorry wrong|oops (?:sorry|wrong)|numero equivocado|me equivoque de numero|marque mal|equivocad[oa] de numero",
    r"is this (?:the )?(?!(?:it|i t|nightdesk|the it|tech|support|your|really|a real|a person|a human|a robot|a bot|a machine|a recording|an ai|help|going|normal|something|serious|ok|okay|legit|bad|because|related|on|the (?:help|support|tech|after|on call|answering|emergency|night|right))\b)(?:\w+ ){0,3}?(?:pizza|dominos|papa johns|walmart|walgreens|cvs|pharmacy|taxi|hotel|motel|restaurant|dmv|bank of|uber|fedex|ups store|salon|barber|library|cinema|theater|gym|church|brewery|taproom|bar|clinic|hospital|dentist|law firm|school|vet|house|residence|number for|plumber|locksmith|electrician|airline|airport|radio)",
    r"(?:order|delivery|pick up|get) (?:a |an |two |some )?(?:large |medium |small )?(?:pizzas?|pepperoni|chinese|burgers?|wings|food|cab|taxi)|(?:book|make|reserve|cancel|change|need) (?:a |an |my )?(?:table|haircut|reservation|room for|tee time|cab|taxi|ride|appointment with the|dental appointment|doctors? appointment)|what time do you (?:close|open)|are you (?:open|closed)|you guys open|(?:refill|pick up) (?:my )?prescription|is (?!this|that|it|there|everyone|anyone|anybody|everything|the|your|someone|somebody)\w+ (?:there|home|available|around)(?= |$)|looking for (?:grandma|my (?:mom|dad|brother|sister|wife|husband|friend|cousin|son|daughter)|bob is|tony is)|play free ?bird|trick or treat|happy birthday|prank|is your refrigerator running|love you guys",
)

ROBOCALL = (
    r"press (?:one|two|nine|1|2|9|zero|0|star|pound)|(?:this is (?:a|an) )(?:automated|recorded|prerecorded|courtesy|important) (?:message|call|reminder|notice)|recorded line|(?:do not|please do not) hang up|your (?:account|package|computer|social security|amazon|order|benefits|medicare) (?:\w+ ){0,4}?(?:suspended|expired|will be|has been (?:charged|suspended|selected|compromised|shipped))|to (?:opt out|be removed|unsubscribe|speak with a (?:specialist|representative))|you have (?:been (?:selected|chosen|pre ?approved)|won)|congratulations|final (?:notice|attempt|courtesy)|we have been trying to reach you|this call (?:may|is|will) be (?:recorded|monitored)|to (?:connect|speak) (?:to|with) an? (?:agent|specialist|warranty)|medicare|student loans?|credit card (?:debt|interest)|at the tone|please leave (?:a|your) message|the (?:person|number|party) you (?:have )?(?:dialed|are trying|called)|if you would like to make a call",
)

MORE_TO_COME = (
    r"first (?:thing|of all|off)|for one|couple of things|two things|few things|while i have you|also|and another|one more|another thing|oh and|by the way|plus|on top of that|besides|ademas|tambien|otra cosa",
)

NOT_FALLEN_FOR = (
    r"(?:did not|have not|nobody|no one|never|not|without) (?:\w+ ){0,3}?(?:click\w*|open\w*|touch\w*|respond\w*|reply|replied|answer\w*|enter\w*|downloaded|fall\w*|fell|give|gave|given|pay|paid|send|sent any)|(?:deleted|trashed|reported|ignored|forwarded|marked|blocked|flagged|caught|quarantined|filtered|hung up on) (?:it|them|him|that|the (?:email|message)|as|right away)|(?:went|goes|going|keeps going|landed) (?:to|in|into) (?:my |the )?(?:spam|junk)|no (?:abri|hice clic|di clic|respondi)|lo borre",
)
