"""How callers ask for a human, confirm a fix, promise to try, take leave, or speak Spanish."""

from __future__ import annotations

_HUMAN = r"(?:real |live |actual |human |regular |breathing |senior |level two |on call |onc all )?(?:person|human|humans|human being|someone|somebody|engineer|tech|technician|operator|representative|rep|agent|supervisor|manager|people|guy|dispatcher|boss|it guy|it person|it|support|specialist|admin|on call|anyone|anybody|individual)"

WANTS_HUMAN = (
    r"(?:put|get|give|find|fetch|wake|raise) (?:me |us )?(?!(?:it|that|this|them|me|us|the|a|an|my|our)\b)(?:somebody|someone|anybody|anyone|a person|\w+) (?:on(?: the (?:line|phone))?(?= |$)(?! (?:the list|a|my|our|file|record|sale))|out of bed|to (?:the|a) phone|for me now|up(?= now| please|$))|(?:i |we )?(?:want|need|demand|get me|give me|let me have|where is) (?:to (?:speak|talk) to )?(?:your|the|a|whoever is|whoever s) (?:supervisor|manager|boss|on call(?: (?:person|engineer|tech))?|engineer on duty)(?! (?:at|here|on our side|is|in|of|has|for))|^(?:\w+ ){0,8}?operator(?: please| now)?(?: \.)?$|anybody (?:alive|human|real|breathing)|someone alive|(?:whoever|who ever|who) is on call(?: tonight)?",
    rf"(?:talk|speak|speaking|talking|chat) (?:directly |now |right now )?(?:to|with) (?:a |an |the |your |one of your |any |some )?(?:\w+ )?{_HUMAN}(?! (?:else )?(?:in|about|regarding|from) (?:sales|billing|accounting|pricing|a quote|your pricing|my bill|an invoice|hr|signing))",
    r"(?:get|put|give|connect|transfer|patch|send|find|fetch|bring) (?:me |us |my call |this )?(?:over |through |straight |right )?(?:to |with |on with |on to )?(?:a |an |the |your )?(?:real |live |actual |human |on call )?(?:person|human|engineer|technician|tech(?! support article)|operator|representative|rep|agent|supervisor|manager|on call(?: \w+)?|someone real|somebody real)(?: on| now| please| here| out| to|$| \.| ,)?",
    r"(?:get|put|give|send) (?:me |us )?(?:someone|somebody|anybody|a guy)(?: \w+){0,2}? (?:on (?:the )?(?:phone|line)|here|now|out here|over here|right now|immediately|to call me (?:now|right now|back (?:now|right now|tonight|immediately)))",
    r"get me (?:somebody|someone|anybody|anyone|a body)(?= |$)|not (?:doing|discussing|explaining|having) (?:\w+ ){0,3}?(?:with|to) (?:a|an|this|some) (?:machine|robot|bot|computer|recording|ai)",
    r"get (?:me )?(?!the|a|an|my|our|it|this|that|back|anyone|you|something|everyone|us)\w+ on (?:the )?(?:phone|line)(?! system)",
    r"(?:i )?(?:want|need|demand|prefer|would like|would prefer|would rather have|rather have) (?:to (?:talk|speak) (?:to|with) )?(?:a |an |the |your )?(?:real |live |actual )(?:person|human|engineer|technician|tech)|(?:want|need|demand|get me|give me) (?:a |an )?(?:human|person|operator|representative|supervisor|manager)(?= |$)(?! (?:account|password|login|console|approval))",
    r"(?:real|live|actual) (?:person|human|human being)|representative|operator(?! (?:panel|station|screen|console|terminal|login|said|says|can|is|has))|human(?: being)? please|agent please|(?:is there|isn t there|are there) (?:a |any )?(?:human|person|people|anyone|anybody|someone|somebody|a real person)(?: \w+){0,4}? ?(?:there|i can|to talk|available)",
    r"(?:are you|am i (?:talking|speaking) (?:to|with)|is this) (?:\w+ )?(?:a )?(?:robot|machine|computer|bot|ai|a i|recording|automated)|(?:do not|not going to|refuse to|will not|hate|sick of|tired of|not) (?:want to )?(?:talk\w*|speak\w*|dealing|deal) (?:to|with) (?:a|this|an|some|you|your)? ?(?:\w+ )?(?:robot|machine|computer|bot|ai|recording|automated|thing|system|phone tree)|stop (?:with )?the (?:robot|bot|machine)|no (?:robots?|bots?|machines?)",
    r"(?:wake|page|call|ring|get|raise|reach) (?:up )?(?:the|your|whoever is|who(?:ever)? (?:is )?on) (?:on call|engineer|tech|technician|guy on call|manager|boss|supervisor|call)(?: \w+)? ?(?:up|now|please|right)?|wake (?:someone|somebody|him|her|them|whoever|up) up?|(?:who is|whoever is) on call|on call (?:person|engineer|tech|guy|number)",
    r"(?:can|could|may|need|want|like|have|let|please|just|must|got) (?:i |me |we |us |to |you )?(?:\w+ )?(?:to )?(?:talk|speak) (?:to|with) (?!(?:you|your|my|our|her|him|them|it|the|a|an|about|sales|billing|accounting|each|other|anyone in (?:sales|billing)|the (?:server|printer|database|tanks?)|hr|accounts|one another|patients|customers|clients|alexa|siri|cortana)\b)\w+",
    r"(?:have|get|tell|ask) (?!(?:you|to|it|the|a|an|my|our|them|this)\b)\w+ (?:to )?call me (?:now|right now|back now|right away|immediately|asap|tonight|please)|someone (?:who|that) (?:can|knows|actually|is human|is a human|breathes)(?: \w+){0,4}?|with a pulse|flesh and blood",
    r"(?:hablar|comunicarme|comunicar|conect\w+|pasar\w*|paseme|comuniqueme|pongame|poner\w*) (?:\w+ )?(?:con |a )?(?:una |un |el |la |algun |alguna |alguien)(?: )?(?:persona|humano|ser humano|tecnico|ingeniero|supervisor|operador\w*|gerente|representante|encargad[oa]|agente|alguien|real|de guardia)?|(?:quiero|necesito|deme|dame|con) (?:a |con )?(?:una |un )?(?:persona(?: real)?|humano|operador\w*|tecnico(?! de)|ingeniero|supervisor|representante|agente)|no quiero hablar con (?:una )?(?:maquina|robot|computadora|grabacion)|persona real|es (?:usted )?(?:un robot|una maquina)",
    r"parler (?:a|avec) (?:une? |quelqu )(?:vraie? )?(?:personne|etre humain|humain|technicien|ingenieur|responsable|un)|etre humain|vraie personne",
    r"mit (?:einem|einer|jemandem) (?:echten |richtigen )?(?:menschen|person|techniker|mitarbeiter)|echten menschen|menschen sprechen",
    r"falar com (?:uma|um|alguem) ?(?:pessoa|humano|atendente|tecnico|de verdade)|pessoa de verdade|pessoa real|atendente humano",
    r"parlare con (?:una|un) (?:persona|umano|essere umano|tecnico|operatore)|persona vera",
)

NO_HUMAN_NEEDED = (
    r"(?:do not|does not|no) (?:need|want|have)(?: to)? (?:\w+ ){0,3}?(?:person|human|anyone|anybody|someone|wake|engineer|technician|tech|call ?back|bother)|no need (?:to|for)|(?:not|without) (?:wake|waking|bother\w*)|(?:talked|spoke|speaking|talking) (?:to|with) (?:\w+ ){0,4}?(?:yesterday|last|earlier|this morning|already|before)|(?:tomorrow|in the morning|next week|monday|during business hours|when you open)",
)

CONFIRMS_FIX = (
    r"(?:that|it|this|which) (?:\w+ )?(?:did (?:it|the trick)|fixed (?:it|that|everything|the \w+)|solved (?:it|that|the \w+)|worked|took care of it|helped)|(?:problem|issue) (?:is )?(?:solved|fixed|gone|resolved)|(?:\w+) (?:is|are|has|seems|looks|appears to be)? ?(?:all |now |finally |just |already |been )*(?:working|fixed|back|back (?:up|on|online|in business|to normal)|up and running|printing|connected|online|resolved|solved|sorted|running again|loading)(?: again| now| perfectly| great| fine| just fine| like a charm| like a champ)?(?= |$)(?! (?:for (?:everyone|everybody) else|on (?:the other|other|his|her)|except|but|until|ordered|up the|order|hours?|pain|yet|if|from))|(?:it|everything|all|screen|printer|sound|computer|email|internet) (?:is|are|seems|looks) (?:all |now |finally |just |been )*(?:good|fine|perfect|okay|ok)(?: again| now)?(?= |$)(?! (?:for (?:everyone|everybody) else|on (?:the other|other|his|her)|except|but|until|ordered|up the|order|hours?|pain|yet|if))",
    r"(?:works|working) (?:great|perfectly|fine|now|again|perfect|beautifully|much better|good|like a charm)|(?:it|now it|and it|that one|mine|now) (?:works|prints|opens|opened|connected|connects|printed|loads|loaded|came (?:right |straight )?(?:back|up)|turned (?:back )?on|started(?: up)?|went through|let me in|took it|rings|woke up|lit up|reconnected)(?= |$)|i (?:can|am able to) (?:\w+ )?(?:hear|see|get in|log in|open|print|connect|access|sign in|send|now|read|get to)(?: \w+){0,5}?(?: now| again| fine)|i (?:am|got) (?:back )?in(?: now)?(?= |$)|(?:we are|i am|all) (?:back in business|up and running|fixed|back up|back in)(?= |$)|(?:oh|hey|wait|ok|okay|look at that|there it (?:is|goes)|never ?mind) (?:\w+ ){0,4}?(?:came back|is back|works|working|there it (?:is|goes)|fixed itself)|now i (?:hear|see|have|got|get) (?:it|that|them|you|everything|sound|everyone)|i (?:hear|see|have|got) (?:it|them|you|everyone) now|(?:is|are) (?:all )?(?:there|here|showing|visible) now|^(?:\w+ , )?(?:printing|working|connected|fixed|back) (?:now|again)|it was (?:just )?(?:unplugged|off|muted|caps lock|loose|the cable)|there (?:it goes|we go|you go)|problem solved|no longer (?:a problem|an issue|doing it)|good as new|you fixed it|magic|bingo",
    r"ya (?:funciona|sirve|quedo|esta|imprime|abrio|prendio|entro|pude|puedo|conecto|se arreglo)|(?:funciono|se arreglo|quedo (?:bien|listo)|problema resuelto|ya esta (?:bien|listo|funcionando))",
)

NOT_FIXED = (
    r"(?:not|still|did not|does not|is not|never|no|nothing|will not|can not|but|except|almost|hardly|barely|until|for a (?:second|minute|bit)) (?:\w+ ){0,4}?(?:work\w*|fix\w*|help\w*|good|back|print\w*|connect\w*|better|jam\w*|off ?line|happen\w*|out|down|error|same|there)|(?:same|again|still) (?:thing|error|problem|issue|offline|jams?|broken|nothing)|but (?:the|it|now|second|another|my|then)|(?:if|when|once|hopefully|hope|let us hope|should|would|see if|whether|think|maybe|might) (?:\w+ ){0,4}?(?:work\w*|fix\w*|help\w*|does it|good|back)|mark (?:this|it|that)|no funciona|todavia no|sigue (?:sin|igual)",
)

WILL_TRY = (
    r"(?:let me|i will|i am going to|i can|i could|we will|i would|going to|i might|i guess i will|gonna) (?:go )?(?:\w+ )?(?:try|give (?:that|it) a (?:try|shot|go|whirl)|test|check|do that|see if (?:that|it)|restart|reboot|power cycle|unplug|plug|swap|reset|call (?:back|you back) if|do (?:it|this) (?:tomorrow|in the morning|later|when)|look (?:at|for) (?:it|that)|replace|switch)(?! (?:with a person|to talk))|(?:will|going to) try|i will (?:\w+ ){1,3}?(?:later|tomorrow|tonight|in the morning|when i|first thing|overnight)(?! than)|and (?:then )?see(?= |$)|try (?:that|it|this) (?:tomorrow|in the morning|later|when|out|and|tonight|first thing|once)|see (?:if|how|whether) (?:that|it) (?:\w+ )?(?:works|helps|goes|does|holds|fixes)|call (?:you )?back if|keep an eye|trying (?:that|it) now|voy a (?:probar|intentar|reiniciar|ver)|lo (?:pruebo|intento) (?:\w+ )?(?:manana|luego|despues)|dejeme (?:probar|intentar)|manana (?:lo )?(?:pruebo|intento|reviso)",
)

CLOSING = (
    r"no(?:pe)?|nah|that is (?:all|it|everything|fine|okay|ok|good|great|perfect|right)|that will (?:be all|do|do it)|that would be (?:all|it)|nothing else|no thanks?|no thank you|i am (?:good|all set|fine|done|okay|ok)|we are (?:good|all set|fine|done)|all (?:set|good|done)|good ?bye|bye(?: bye)?|thanks?(?: you)?(?: so much| very much| a lot| again| much| for (?:your|the) (?:help|time))?|thank you|good ?night|have a (?:good|nice|great) (?:one|night|day|evening|weekend)|you too|take care|cheers|appreciate (?:it|that|you|your help)|i appreciate (?:it|that|your help)|talk (?:to you )?(?:later|soon|tomorrow)|see (?:you|ya)|okay|ok|alright|all right|great|perfect|sounds good|cool|fine|good|got it|will do|wonderful|awesome|excellent|yep|yes|yeah|sure|right|well|so|then|very much|much|please|for now|tonight|just that|only that|that|and|the|oh|sir|ma am|man|buddy|dear|i think|i guess|i do not think so|not (?:right )?now|not (?:that i can think of|tonight|today|really|at the moment)|nada mas|es todo|eso es todo|seria todo|gracias|muchas gracias|adios|hasta luego|hasta manana|buenas noches|que tenga buen\w*(?: noche| dia)?|esta bien|muy amable|de acuerdo|listo|no gracias|muy bien|bueno|si|claro|vale|perfecto|igualmente|muchas|noche|dia|morning is fine|tomorrow is fine|the morning is fine|in the morning is fine",
)

SPANISH_WORDS = frozenset(
    """el la los las un una que de en por para con sin no se me mi mis su sus nos es esta estan este esto eso hay ha
    han y o pero porque como cuando donde todo todos todas nadie alguien nada mas muy ya ahora hoy manana noche
    tengo tenemos tiene puedo podemos puede pueden hola buenas buenos dias tardes noches gracias favor computadora
    impresora servidor correo contrasena internet funciona sirve abre archivos oficina clinica telefono telefonos
    sistema ayuda necesito quiero hablar persona companera companero jefe trabajo problema pantalla red cuenta
    soy estoy somos estamos fue desde hace cayo clientes pacientes le les lo del al si solo tambien unos unas mensaje
    salen abrio raro raros quien dice dijo va voy""".split()
)

SPANISH_ONLY = frozenset(
    """hola buenas buenos gracias computadora impresora servidor correo contrasena funciona sirve archivos oficina
    telefono telefonos ayuda necesito quiero hablar companera companero tenemos podemos puedo estoy esta estan nadie
    porque cuando tengo noches tardes manana pantalla cuenta clientes pacientes sistema nada ahora muy todos para
    pero abrio salen mensajes recuperar que por equivocado numero adios luego jefe hacer""".split()
)

INSISTS = (
    r"now|right now|tonight|immediately|do not want to (?:talk|speak) to (?:a|this) (?:robot|machine|computer|bot)|real person|human",
)
