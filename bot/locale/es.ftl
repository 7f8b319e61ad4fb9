# Todas las frases del servicio, en español.

greetings = hola, buenos días, buenas tardes, buenas noches, buenas, buen día, saludos, qué tal, hola buenos días, hola buenas, gracias, muchas gracias, mil gracias, adiós, hasta luego, vale

service = Servicio automatizado oficial. Responde únicamente citando, palabra por palabra, declaraciones publicadas.
how-to-ask = Formule su pregunta con una frase, por favor. /help muestra qué más puede escribir.

as-of = Según lo publicado y vigente el { $date }. Es posible que se haya sustituido desde entonces.
position-lead = Una declaración publicada dice:
label-issuer = Emitida por
label-date = Fecha
label-language = Idioma
label-source = Fuente
moment = { $date }, { $time } UTC
fact = { $label }: { $value }
official-translation = Idioma original: { $original }. Esta es la traducción oficial.
no-translation = No hay ninguna traducción oficial publicada en este idioma: { $language }. Se muestra el original: { $original }.
replaces = Sustituye a la posición del { $date }: { $title }

closest-lead = No es seguro que alguna declaración publicada responda a esta pregunta. Estas podrían hacerlo:
no-position = No se ha encontrado ninguna declaración publicada que responda a esta pregunta.
ask-ministry = Puede dirigir su pregunta al ministerio:
label-website = Sitio web
label-email = Correo electrónico
label-phone = Teléfono
elsewhere = Para otros asuntos, diríjase a:

## Lo que no se responde, se haya publicado lo que se haya publicado
refused-opinion = Esta pregunta pide una opinión personal; este servicio no da ninguna. Puede citar lo que el ministerio ha publicado sobre el asunto.
refused-prediction = Esta pregunta pide un pronóstico; este servicio no hace ninguno. Puede citar lo que se ha decidido o anunciado.
refused-private = Esta pregunta se refiere a asuntos privados o confidenciales; este servicio no informa sobre ellos. Puede citar las declaraciones publicadas del ministerio.
refused-other-state = Esta pregunta se refiere a las opiniones o los planes de otro Estado u organismo, en cuyo nombre el ministerio no habla. Este servicio puede citar la posición del propio ministerio sobre el asunto.
refused-remit = Esta pregunta no parece ser competencia del ministerio. Este servicio solo puede citar lo que el ministerio ha publicado.
turn-to = Diríjase a:

## Lo que ya no es la posición
former-ended = Ninguna declaración en vigor responde a esta pregunta. La siguiente fue válida hasta el { $until } y ya no expresa la posición del ministerio:
former-superseded = Ninguna declaración en vigor responde a esta pregunta. La siguiente fue sustituida el { $until } y ya no expresa la posición del ministerio:
former-replaced-by = Fue sustituida por:

## Varias preguntas en un mensaje
several-lead = Cada una de sus preguntas se responde por separado.
too-many = Su mensaje contiene { $count } preguntas; se pueden responder { $limit } a la vez como máximo. Por favor, no envíe más de { $limit } por mensaje.

## Lo que no es una pregunta
empty = Por favor, escriba su pregunta con palabras.
too-long = Su pregunta tiene { $length } caracteres; se pueden leer { $limit } como máximo. Por favor, abréviela.
unknown-command = No existe la orden { $name }. /help muestra qué puede escribir.

placeholder = Haga una pregunta o escriba /help
hint = /help muestra qué puede escribir, /quit cierra el servicio.
opening = Abriendo las declaraciones publicadas…
searching = Buscando en las declaraciones publicadas…
leaving = Cerrando…
help-lead = Escriba una pregunta o una de estas órdenes:
help-help = muestra esta lista
help-language = muestra o elige el idioma de las respuestas
help-sources = enumera las declaraciones nombradas en la última respuesta, con sus enlaces
help-quit = cierra el servicio
language-automatic = Cada pregunta se responde en su propio idioma.
language-fixed = Idioma de las respuestas, si el texto está publicado en él: { $language }
language-choices = Para elegir, escriba /language y un código ({ $codes }), o /language auto.
language-unknown = Esto no es un código de idioma: { $code }.
sources-none = La última respuesta no nombraba ninguna declaración.
sources-replaced = sustituida
sources-ended = ya no está en vigor

## Comprobación de una cita
verify-exact = Es una cita literal de una declaración publicada:
verify-part = El texto cita solo una parte de una oración, cuyo texto íntegro es:
verify-others = Las mismas palabras figuran también en:
verify-altered = No es una cita literal. El { $share } % de las palabras sigue una declaración publicada; las diferencias están señaladas:
verify-marks = [-…-] está publicado y falta aquí; { "{" }+…+{ "}" } no figura en el texto publicado.
verify-ignored = No forma parte de la cita y no se ha comprobado: { $text }
verify-similar = Ninguna declaración publicada contiene estas palabras. Estas tratan un asunto parecido:
verify-not-found = Estas palabras no figuran en ninguna declaración publicada.
verify-too-short = Se necesitan al menos { $words } palabras para reconocer una cita ({ $characters } caracteres en chino).
verify-too-long = El texto tiene { $length } caracteres; se pueden comprobar { $limit } como máximo.
verify-withdrawn = Atención: el ministerio ha retirado esta declaración.
verify-superseded = Atención: esta declaración ha sido sustituida y ya no expresa la posición actual.
verify-ended = Atención: esta declaración ya no está en vigor.
verify-usage = Escriba /verify y a continuación el texto que desea comprobar.
label-standing = Estado

## Temas y evolución de una posición
stands = en vigor desde el { $since }
stands-until = en vigor desde el { $since }, válida hasta el { $until }
stood-ended = en vigor del { $since } al { $until }
stood-superseded = en vigor desde el { $since }, sustituida el { $until }
stood-withdrawn = en vigor desde el { $since }, retirada el { $until }
stood-withdrawn-too = retirada posteriormente
replaced-by = sustituida por: { $title }
valid-until = válida hasta el { $until }
topics-lead = Temas, con el número de declaraciones en vigor:
topics-more = Escriba /history y un tema para ver cómo ha cambiado la posición.
topics-none = Todavía no se ha publicado ninguna declaración.
listed-lead = Declaraciones en vigor, de la más reciente a la más antigua:
listed-none = No hay ninguna declaración en vigor al respecto.
page = Página { $number } de { $pages }
timeline-lead = Todas las declaraciones sobre este tema, por orden de publicación:
history-lead = Evolución de esta posición:
history-alone = Esta declaración no ha sustituido a ninguna ni ha sido sustituida:
history-unknown = No existe ningún tema ni declaración publicada con este nombre: { $name }. /topics enumera los temas.
help-verify = comprueba si un texto es una cita: /verify y el texto
help-topics = enumera los temas
help-latest = enumera las últimas declaraciones
help-history = muestra cómo ha cambiado la posición sobre un tema: /history y el tema

## Telegram: modo de uso
telegram-how-to-ask = Formule su pregunta en una frase, en el idioma que prefiera. Las órdenes figuran en el menú y en /help.
telegram-in-groups = En un grupo, escriba /ask y la pregunta, mencione el servicio o responda a uno de sus mensajes. No lee nada más.
telegram-inline = En cualquier conversación puede escribir { $name } y algunas palabras para encontrar una declaración publicada y compartirla con su fuente.
telegram-verify-usage = Escriba /verify y a continuación el texto que desea comprobar, o responda con /verify a un mensaje que lo contenga.
ask-usage = Escriba la pregunta después de /ask.
wordless = Aquí solo puede leerse texto. Por favor, formule su pregunta por escrito.
only-in-private = Se trata de una elección personal. Hágala en una conversación privada con el servicio.
button-private = Abrir una conversación privada
inline-ask = Hacer una pregunta al ministerio
bot-description = Servicio automatizado oficial del ministerio. Haga una pregunta con sus propias palabras: responde únicamente citando palabra por palabra declaraciones publicadas, con fecha y fuente, e indica cuándo nada de lo publicado responde. Las preguntas no se conservan.
bot-short-description = Servicio automatizado oficial: responde citando palabra por palabra declaraciones publicadas.

## Telegram: órdenes, tal como las muestran los menús
command-ask = hacer una pregunta
command-topics = consultar las declaraciones por tema
command-latest = las últimas declaraciones
command-verify = comprobar si un texto es una cita
command-history = cómo cambió la posición sobre un tema
command-subscribe = elegir de qué desea ser informado
command-unsubscribe = poner fin a las suscripciones
command-language = elegir el idioma de las respuestas
command-help = lo que puede escribir
command-about = qué es este servicio y cómo contactar con una persona
command-privacy = qué se conserva y durante cuánto tiempo
command-forget = borrar todo lo que se conserva sobre usted

## Telegram: botones
button-whole = Declaración completa
button-languages = Otros idiomas
button-others = Otras declaraciones que coinciden
button-yes = Responde a mi pregunta
button-no = No responde
button-history = Cómo cambió
button-topics = Todos los temas
button-back = ‹ Atrás
button-on = Siguiente ›
button-automatic = Idioma de cada pregunta
button-all-topics = Todos los temas
button-corrections = Cambios en lo que se me mostró
button-unsubscribe-all = Poner fin a todas las suscripciones
button-old = Este botón ya no se utiliza. /help muestra lo que puede escribir.

## Telegram: respuestas
statement-gone = Esta declaración ya no figura entre las publicadas aquí. /latest muestra las más recientes.
topic-gone = Ya no hay ninguna declaración sobre este tema. /topics enumera los temas.
languages-lead = Esta declaración está publicada en:
others-lead = Estas declaraciones publicadas también coinciden con la pregunta:
topics-choose = Elija un tema. Los números indican las declaraciones en vigor.
histories-choose = Elija un tema para ver cómo cambió la posición.
topic-count = { $name } ({ $count })
language-choose = Elija el idioma de las respuestas:
subscribe-lead = Elija los temas sobre los que desea recibir nuevas declaraciones:
subscribe-corrections = Si lo desea, también se le informará cuando una declaración que se le mostró sea corregida, retirada o sustituida. Para ello, el servicio conserva la lista de las declaraciones que se le muestran.
unsubscribe-lead = Elija a qué desea poner fin:
unsubscribe-none = No tiene ninguna suscripción.
thanks-yes = Gracias. Su opinión se cuenta sin su nombre.
thanks-no = Gracias. Su opinión se cuenta sin su nombre. En /about se indica cómo contactar con el ministerio.
busy = El servicio recibe en este momento muchísimas preguntas y no ha podido responder a la suya. Vuelva a formularla dentro de un minuto.
slow-down = Han sido demasiados mensajes en poco tiempo. Espere un minuto, por favor.
trouble = No se ha podido responder a su mensaje por un fallo técnico. Inténtelo de nuevo más tarde.
forgotten = Se ha borrado todo lo que se conservaba sobre usted.

## Telegram: acerca del servicio
about-can = Encuentra la declaración publicada que responde a una pregunta y la cita con título, fecha, idioma y enlace. Puede enumerar las declaraciones por tema, mostrar cómo cambió una posición y comprobar citas.
about-cannot = No tiene opiniones, no hace predicciones, no redacta textos propios sobre política y no puede tratar casos personales.
about-human = Para contactar con una persona del ministerio:
privacy-questions = Sus preguntas se borran en cuanto se responden; la última permanece diez minutos en la memoria de trabajo, para que pueda entenderse una pregunta de seguimiento. No se guarda en forma legible ningún nombre ni número por el que se le pueda reconocer.
privacy-kept = Sobre usted solo se conserva lo que elige: el idioma, sus suscripciones y, si desea ser informado de los cambios, qué declaraciones se le mostraron. Las respuestas se cuentan por día, sin referencia a personas.
privacy-forget = /forget lo borra todo de inmediato.

## Telegram: novedades
news-new = Nueva declaración:
news-corrected = Se ha corregido el texto de una declaración que se le mostró. Ahora dice:
news-withdrawn = El ministerio ha retirado una declaración que se le mostró:
news-superseded = Una declaración que se le mostró ha sido sustituida:
news-end = Recibe este mensaje porque lo solicitó; /unsubscribe o /forget le ponen fin.

## The service paused
paused = Este servicio está suspendido temporalmente y no ofrece respuestas. Vuelva a intentarlo más tarde.

## Discord: nombres de órdenes y opciones. Minúsculas, sin espacios, 32 caracteres como máximo.
name-ask = preguntar
name-verify = verificar
name-history = evolución
name-latest = recientes
name-topics = temas
name-statement = declaración
name-help = ayuda
name-about = acerca_de
name-privacy = privacidad
name-forget = olvidar
name-settings = ajustes
name-show = mostrar
name-where = dónde
name-cooldown = espera
name-announcements = anuncios
name-question = pregunta
name-language = idioma
name-only-for-me = solo_para_mí
name-text = texto
name-topic = tema
name-title = título
name-channel = canal
name-answers = respuestas
name-seconds = segundos
name-on = activar

## Discord: para qué sirven órdenes y opciones; 100 caracteres como máximo. Menús: 32.
menu-published = ¿Qué hay publicado al respecto?
menu-exact = ¿Es exacta esta cita?
command-statement = mostrar una declaración, elegida por su título
command-settings = dónde y cómo responde el servicio en este servidor
settings-show = mostrar los ajustes del servicio en este servidor
settings-where = elegir dónde responde el servicio y quién ve sus respuestas
settings-language = elegir el idioma de las respuestas cuando la pregunta no indica el suyo
settings-cooldown = elegir cuánto espera un miembro entre dos preguntas
settings-announcements = publicar en un canal las nuevas declaraciones, las correcciones y las retiradas
option-question = Su pregunta, en una frase propia
option-answers-in = Idioma de la respuesta
option-only-for-me = Solo usted ve la respuesta
option-text = El texto que se comprueba
option-topic = El tema
option-topic-or-statement = Un tema o una declaración
option-title = El título de la declaración
option-place = El canal; si no se indica, todo el servidor
option-channel = El canal en que se publican
option-answers = Quién ve las respuestas
option-language = El idioma
option-seconds = Segundos entre dos preguntas de un miembro; 0 para ninguno
option-on = Sí para empezar, no para terminar
answers-publicly = Públicamente
answers-privately = Solo a quien pregunta
answers-nowhere = En ningún caso
button-everyone = Mostrar a todos

## Preguntas conservadas, si así lo decide el operador
privacy-questions-kept = Las preguntas a las que nada publicado respondió, y aquellas cuya respuesta usted rechaza, se conservan { $days } días para que el ministerio vea qué falta: sin nombres, números ni direcciones, cifradas y sin nada que las vincule con usted. Todas las demás preguntas se eliminan en cuanto se responden; la última permanece diez minutos en la memoria de trabajo, para que se entienda una pregunta que la continúe.
bot-description-kept = Servicio automatizado oficial del ministerio. Haga una pregunta con sus propias palabras: responde únicamente citando, palabra por palabra, declaraciones publicadas, con fecha y fuente, e indica cuándo nada publicado responde. /privacy informa de lo que se conserva.

## El informe para el personal
report-title = Qué se preguntó y qué se respondió
report-period = Del { $since } al { $until }
report-rounded = Elaborado a partir de recuentos diarios en los que no se puede reconocer a nadie. Las cifras se redondean a múltiplos de { $step }; por debajo de { $fewest } no se muestran.
report-made = Elaborado el { $date }.
report-brief = En resumen
report-questions = Preguntas
report-answered = Preguntas ante las que se mostró algo publicado
report-half-within = La mitad se respondió
report-most-within = El 95 % se respondió
report-helped = Respuestas consideradas acertadas, entre las valoradas
report-by-day = Preguntas por día
report-by-week = Preguntas por semana
report-by-outcome = Preguntas por resultado
report-by-platform = Preguntas por plataforma
report-by-language = Preguntas por idioma
report-by-topic = Preguntas por tema de la declaración presentada
report-statements = Declaraciones presentadas con más frecuencia
report-votes = ¿Era la respuesta?
report-missing = Declaraciones que con más frecuencia no eran la respuesta
report-times = Tiempo de respuesta
report-reach = Alcance
report-gaps = Preguntado en vano
report-day = Fecha
report-outcome = Resultado
report-platform = Plataforma
report-language = Idioma
report-topic = Tema
report-statement = Declaración
report-vote = Opinión de los ciudadanos
report-time = Respondidas
report-what = Concepto
report-number = Número
report-share = Proporción
report-table = Las cifras en forma de tabla
report-fewer = menos de { $fewest }
report-peak = Máximo: { $number }, { $name }.
report-listed = No figuran las declaraciones con menos de { $fewest }.
report-vote-helped = sí
report-vote-missed = no
report-within = en { $seconds } s como máximo
report-longer = más tarde
report-topic-none = ninguna declaración presentada
report-reach-note = Los chats se cuentan sin guardarse; el día en que el servicio se reinicia, algunos cuentan dos veces.
report-reach-chats = chats con preguntas, en un día normal
report-reach-busiest = chats con preguntas, en el día de mayor actividad
report-reach-subscribers = suscriptores
report-reach-servers = servidores
report-gaps-off = Aquí no se conservan las preguntas, por lo que no puede decirse de qué trataban.
report-gaps-note = Preguntas a las que nada publicado respondió o cuya respuesta fue rechazada, agrupadas por su sentido; cada grupo se muestra con una de ellas, sin nombres, números ni direcciones. Los grupos pequeños no se muestran.
report-gaps-none = Ningún grupo es lo bastante grande para mostrarse.
report-gap-asked = Preguntado { $number } veces; idiomas: { $languages }
report-gap-nearest = Declaraciones más cercanas:
report-outcome-position = se presentó una declaración
report-outcome-closest = se enumeraron declaraciones cercanas
report-outcome-none = nada publicado responde
report-outcome-superseded = solo responde una declaración anterior
report-outcome-opinion = rechazada: pide una opinión
report-outcome-prediction = rechazada: pide una predicción
report-outcome-private = rechazada: asunto privado o confidencial
report-outcome-other-state = rechazada: asunto de otro Estado
report-outcome-not-our-remit = remitida a otra autoridad
report-outcome-several = varias preguntas en un mensaje
report-outcome-too-many = demasiadas preguntas en un mensaje
report-outcome-too-long = demasiado larga
report-outcome-greeting = un saludo
report-outcome-command = una orden desconocida
report-outcome-empty = sin palabras
report-outcome-paused = servicio suspendido

## Discord: how to use it
discord-how-to-ask = Pregunte con /{ $ask } y una frase propia, en cualquier idioma. Donde los moderadores han abierto el canal, todos ven la respuesta; en los demás casos solo la ve usted.
discord-in-direct = También en una conversación privada el servicio ve únicamente los comandos: los demás mensajes no le llegan. Si lo añade a su cuenta, puede usarlo en todos los servidores.
discord-menus = En el menú de cualquier mensaje, en Aplicaciones: «{ $published }» y «{ $exact }».
discord-kept = No se conserva nada sobre usted: su identidad no se guarda ni con una pregunta ni con una respuesta. Las respuestas se cuentan por día, sin relación con personas.
discord-servers-kept = Lo que los moderadores configuran para un servidor se conserva hasta que el servicio se retira de él.
discord-forget = /forget borra también su última pregunta de la memoria de trabajo.
message-wordless = Este mensaje no contiene ningún texto que se pueda consultar.
answered-below = La respuesta figura a continuación, a la vista de todos.
in-thread = La declaración completa figura en un hilo bajo el mensaje.
cooldown = Los moderadores han fijado un tiempo de espera entre dos preguntas en este canal. Tiempo restante: { $wait }.
not-here = El servicio no responde en este canal. Puede preguntar en otro canal o en una conversación privada.
not-to-everyone = En este canal las respuestas solo se muestran a quien preguntó.
changed-since = Lo publicado ha cambiado desde que se dio esta respuesta. Pregunte de nuevo para mostrar a todos lo que rige ahora.

## Discord: what moderators set
settings-forbidden = Solo quienes pueden gestionar este servidor pueden modificar esta configuración, en un servidor al que se haya añadido el servicio.
settings-title = Cómo responde el servicio en este servidor
settings-server = Todo el servidor
settings-answers = Respuestas
settings-wait = { $wait } entre dos preguntas de un miembro
settings-no-wait = Sin espera
settings-posted = Canales en los que se publican nuevas declaraciones, correcciones y retiradas
settings-none-posted = Ninguno
settings-original = cada declaración en su idioma original
channel-hidden = El servicio no puede ver ese canal. Concédale allí el permiso «Ver canal» e inténtelo de nuevo.
channel-closed = El servicio no puede escribir en ese canal. Concédale allí el permiso «Enviar mensajes» e inténtelo de nuevo.
channel-unknown = Discord no indica en este momento si el servicio puede escribir en ese canal. Inténtelo de nuevo más tarde.

## News in a channel
news-posted-corrected = Se ha corregido el texto de una declaración. Ahora dice:
news-posted-withdrawn = El ministerio ha retirado una declaración:

## Discord: how long to wait, and a reply that is no longer in memory
cooldown-shown = Los moderadores han fijado un tiempo de espera antes de que un miembro vuelva a mostrar algo a todos en este canal. Tiempo restante: { $wait }.
reply-gone = Esta respuesta ya no está disponible. Solicítela de nuevo.
span-seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
span-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}

## The report: what is too rare for a row
report-few = Menos de { $fewest } en cada caso: { $names }.
