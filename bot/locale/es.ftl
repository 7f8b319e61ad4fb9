# Todas las frases del servicio, en español.

greetings = hola, buenos días, buenas tardes, buenas noches, buenas, buen día, saludos, qué tal, hola buenos días, hola buenas

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
