# Toutes les phrases du service, en français.

greetings = bonjour, bonsoir, salut, allô, coucou, bonjour à tous, bonne journée, bonjour madame, bonjour monsieur, merci, merci beaucoup, au revoir, d'accord

service = Service automatisé officiel. Il répond uniquement en citant, mot pour mot, des déclarations publiées.
how-to-ask = Veuillez poser une question par une phrase. /help montre ce que vous pouvez écrire d'autre.

as-of = État des textes publiés et en vigueur au { $date }. Ils ont pu être remplacés depuis.
position-lead = Une déclaration publiée indique :
label-issuer = Auteur
label-date = Date
label-language = Langue
label-source = Source
moment = { $date } à { $time } UTC
fact = { $label } : { $value }
official-translation = Langue originale : { $original }. Ceci est la traduction officielle.
no-translation = Aucune traduction officielle n'est publiée dans cette langue : { $language }. Le texte original est affiché : { $original }.
replaces = Remplace la position du { $date } : { $title }

closest-lead = Aucune déclaration publiée ne répond avec certitude à cette question. Voici celles qui pourraient y répondre :
no-position = Aucune déclaration publiée répondant à cette question n'a été trouvée.
ask-ministry = Vous pouvez adresser votre question au ministère :
label-website = Site internet
label-email = Courriel
label-phone = Téléphone
elsewhere = Pour toute autre démarche, veuillez vous adresser à :

## Refus, quoi que le ministère ait publié
refused-opinion = Cette question demande un avis personnel ; ce service n'en donne pas. Il peut citer ce que le ministère a publié sur le sujet.
refused-prediction = Cette question demande une prévision ; ce service n'en fait pas. Il peut citer ce qui a été décidé ou annoncé.
refused-private = Cette question porte sur des informations privées ou confidentielles ; ce service n'en communique pas. Il peut citer les déclarations publiées du ministère.
refused-other-state = Cette question porte sur les vues ou les projets d'un autre État ou organisme, au nom duquel le ministère ne s'exprime pas. Ce service peut citer la position du ministère lui-même sur le sujet.
refused-remit = Cette question ne semble pas relever de la compétence du ministère. Ce service ne peut citer que ce que le ministère a publié.
turn-to = Veuillez vous adresser à :

## Ce qui n'est plus la position
former-ended = Aucune déclaration en vigueur ne répond à cette question. La suivante était valable jusqu'au { $until } et n'exprime plus la position du ministère :
former-superseded = Aucune déclaration en vigueur ne répond à cette question. La suivante a été remplacée le { $until } et n'exprime plus la position du ministère :
former-replaced-by = Elle a été remplacée par :

## Plusieurs questions dans un message
several-lead = Il est répondu séparément à chacune de vos questions.
too-many = Votre message contient { $count } questions ; il peut être répondu à { $limit } au plus à la fois. Veuillez ne pas en envoyer plus de { $limit } par message.

## Ce qui n'est pas une question
empty = Veuillez écrire votre question avec des mots.
too-long = Votre question compte { $length } caractères ; { $limit } au plus peuvent être lus. Veuillez l'abréger.
unknown-command = La commande { $name } n'existe pas. /help montre ce que vous pouvez écrire.

placeholder = Posez une question, ou écrivez /help
hint = /help montre ce que vous pouvez écrire, /quit quitte le service.
opening = Ouverture des déclarations publiées…
searching = Recherche dans les déclarations publiées…
leaving = Fermeture…
help-lead = Écrivez une question ou l'une de ces commandes :
help-help = affiche cette liste
help-language = affiche ou choisit la langue des réponses
help-sources = énumère les déclarations citées dans la dernière réponse, avec leurs liens
help-quit = quitte le service
language-automatic = Chaque question reçoit une réponse dans sa propre langue.
language-fixed = Langue des réponses, si le texte y est publié : { $language }
language-choices = Pour choisir, écrivez /language et un code ({ $codes }), ou /language auto.
language-unknown = Ceci n'est pas un code de langue : { $code }.
sources-none = La dernière réponse ne citait aucune déclaration.
sources-replaced = remplacée
sources-ended = n'est plus en vigueur

## Vérification d'une citation
verify-exact = Il s'agit d'une citation, mot pour mot, d'une déclaration publiée :
verify-part = Le texte ne cite qu'une partie d'une phrase, dont voici l'intégralité :
verify-others = Les mêmes mots figurent aussi dans :
verify-altered = Ceci n'est pas une citation exacte. { $share } % des mots suivent une déclaration publiée ; les différences sont signalées :
verify-marks = [-…-] est publié et manque ici ; { "{" }+…+{ "}" } ne figure pas dans le texte publié.
verify-ignored = Hors de la citation, non vérifié : { $text }
verify-similar = Aucune déclaration publiée ne contient ces mots. Celles-ci traitent d'un sujet proche :
verify-not-found = Ces mots ne figurent dans aucune déclaration publiée.
verify-too-short = Il faut au moins { $words } mots pour reconnaître une citation ({ $characters } caractères en chinois).
verify-too-long = Le texte compte { $length } caractères ; { $limit } au plus peuvent être vérifiés.
verify-withdrawn = À noter : le ministère a retiré cette déclaration.
verify-superseded = À noter : cette déclaration a été remplacée et n'exprime plus la position actuelle.
verify-ended = À noter : cette déclaration n'est plus en vigueur.
verify-usage = Écrivez /verify suivi du texte à vérifier.
label-standing = Statut

## Thèmes et évolution d'une position
stands = en vigueur depuis le { $since }
stands-until = en vigueur depuis le { $since }, valable jusqu'au { $until }
stood-ended = en vigueur du { $since } au { $until }
stood-superseded = en vigueur à partir du { $since }, remplacée le { $until }
stood-withdrawn = en vigueur à partir du { $since }, retirée le { $until }
stood-withdrawn-too = retirée par la suite
replaced-by = remplacée par : { $title }
valid-until = valable jusqu'au { $until }
topics-lead = Thèmes, avec le nombre de déclarations en vigueur :
topics-more = Écrivez /history suivi d'un thème pour voir comment la position a évolué.
topics-none = Aucune déclaration n'est encore publiée.
listed-lead = Déclarations en vigueur, les plus récentes d'abord :
listed-none = Aucune déclaration n'est en vigueur à ce sujet.
page = Page { $number } sur { $pages }
timeline-lead = Toutes les déclarations sur ce thème, dans l'ordre de leur publication :
history-lead = L'évolution de cette position :
history-alone = Cette déclaration n'en a remplacé aucune et n'a pas été remplacée :
history-unknown = Il n'existe ni thème ni déclaration publiée de ce nom : { $name }. /topics énumère les thèmes.
help-verify = vérifie si un texte est une citation : /verify suivi du texte
help-topics = énumère les thèmes
help-latest = énumère les dernières déclarations
help-history = montre l'évolution de la position sur un thème : /history suivi du thème

## Telegram : mode d'emploi
telegram-how-to-ask = Posez votre question en une phrase, dans la langue de votre choix. Les commandes figurent dans le menu et sous /help.
telegram-in-groups = Dans un groupe, écrivez /ask suivi de la question, mentionnez le service ou répondez à l'un de ses messages. Il ne lit rien d'autre.
telegram-inline = Dans toute conversation, écrivez { $name } et quelques mots pour trouver une déclaration publiée et la partager avec sa source.
telegram-verify-usage = Écrivez /verify puis le texte à vérifier, ou répondez par /verify à un message qui le contient.
ask-usage = Veuillez écrire la question après /ask.
wordless = Seul le texte peut être lu ici. Veuillez formuler votre question par écrit.
only-in-private = Il s'agit d'un choix personnel. Veuillez le faire dans une conversation privée avec le service.
button-private = Ouvrir une conversation privée
inline-ask = Poser une question au ministère
bot-description = Service automatisé officiel du ministère. Posez une question avec vos propres mots : il répond uniquement en citant mot pour mot des déclarations publiées, avec date et source, et le dit lorsque rien de publié n'y répond. Les questions ne sont pas conservées.
bot-short-description = Service automatisé officiel : répond en citant mot pour mot des déclarations publiées.

## Telegram : commandes, telles que les menus les montrent
command-ask = poser une question
command-topics = parcourir les déclarations par thème
command-latest = les dernières déclarations
command-verify = vérifier si un texte est une citation
command-history = l'évolution de la position sur un thème
command-subscribe = choisir ce dont vous souhaitez être informé
command-unsubscribe = mettre fin aux abonnements
command-language = choisir la langue des réponses
command-help = ce que vous pouvez écrire
command-about = ce qu'est ce service et comment joindre une personne
command-privacy = ce qui est conservé, et combien de temps
command-forget = effacer tout ce qui est conservé à votre sujet

## Telegram : boutons
button-whole = Déclaration complète
button-languages = Autres langues
button-others = Autres déclarations correspondantes
button-yes = Cela répond à ma question
button-no = Cela n'y répond pas
button-history = Évolution
button-topics = Tous les thèmes
button-back = ‹ Retour
button-on = Suite ›
button-automatic = Langue de chaque question
button-all-topics = Tous les thèmes
button-corrections = Modifications de ce qui m'a été montré
button-unsubscribe-all = Mettre fin à tous les abonnements
button-old = Ce bouton n'est plus utilisé. /help indique ce que vous pouvez écrire.

## Telegram : réponses
statement-gone = Cette déclaration ne figure plus parmi celles qui sont publiées ici. /latest montre les plus récentes.
topic-gone = Il n'y a plus de déclaration sur ce thème. /topics énumère les thèmes.
languages-lead = Cette déclaration est publiée en :
others-lead = Ces déclarations publiées correspondent également à la question :
topics-choose = Veuillez choisir un thème. Les nombres indiquent les déclarations en vigueur.
histories-choose = Veuillez choisir un thème pour voir comment la position a évolué.
topic-count = { $name } ({ $count })
language-choose = Veuillez choisir la langue des réponses :
subscribe-lead = Choisissez les thèmes dont vous souhaitez recevoir les nouvelles déclarations :
subscribe-corrections = Si vous le souhaitez, vous serez également informé lorsqu'une déclaration qui vous a été montrée est corrigée, retirée ou remplacée. À cette fin, le service conserve la liste des déclarations qui vous sont montrées.
unsubscribe-lead = Choisissez ce à quoi mettre fin :
unsubscribe-none = Vous n'avez aucun abonnement.
thanks-yes = Merci. Votre avis est compté sans votre nom.
thanks-no = Merci. Votre avis est compté sans votre nom. /about indique comment joindre le ministère.
busy = Le service reçoit actuellement un très grand nombre de questions et n'a pas pu répondre à la vôtre. Veuillez la poser de nouveau dans une minute.
slow-down = Trop de messages en peu de temps. Veuillez patienter une minute.
trouble = Votre message n'a pas pu recevoir de réponse en raison d'une panne technique. Veuillez réessayer plus tard.
forgotten = Tout ce qui était conservé à votre sujet a été effacé.

## Telegram : à propos du service
about-can = Il trouve la déclaration publiée qui répond à une question et la cite avec titre, date, langue et lien. Il peut énumérer les déclarations par thème, montrer l'évolution d'une position et vérifier des citations.
about-cannot = Il n'a pas d'opinion, ne fait pas de prévisions, ne rédige lui-même aucun texte de politique et ne peut traiter de cas personnels.
about-human = Pour joindre une personne au ministère :
privacy-questions = Vos questions sont effacées dès qu'elles ont reçu une réponse ; la dernière reste dix minutes en mémoire vive, afin qu'une question de suivi puisse être comprise. Aucun nom, ni aucun numéro permettant de vous reconnaître, n'est conservé sous forme lisible.
privacy-kept = À votre sujet, seul ce que vous choisissez est conservé : la langue, vos abonnements et, si vous souhaitez être informé des modifications, les déclarations qui vous ont été montrées. Les réponses sont comptées par jour, sans lien avec des personnes.
privacy-forget = /forget efface le tout immédiatement.

## Telegram : nouvelles
news-new = Nouvelle déclaration :
news-corrected = Le texte d'une déclaration qui vous a été montrée a été corrigé. Il se lit désormais ainsi :
news-withdrawn = Le ministère a retiré une déclaration qui vous a été montrée :
news-superseded = Une déclaration qui vous a été montrée a été remplacée :
news-end = Vous recevez ce message parce que vous l'avez demandé ; /unsubscribe ou /forget y met fin.

## The service paused
paused = Ce service est momentanément suspendu et ne donne aucune réponse. Veuillez réessayer plus tard.

## Discord : noms des commandes et des options. Minuscules, sans espace, 32 caractères au plus.
name-ask = demander
name-verify = vérifier
name-history = évolution
name-latest = dernières
name-topics = thèmes
name-statement = déclaration
name-help = aide
name-about = à_propos
name-privacy = confidentialité
name-forget = oublier
name-settings = paramètres
name-show = afficher
name-where = où
name-cooldown = délai
name-announcements = annonces
name-question = question
name-language = langue
name-only-for-me = pour_moi_seulement
name-text = texte
name-topic = thème
name-title = titre
name-channel = salon
name-answers = réponses
name-seconds = secondes
name-on = activer

## Discord : à quoi servent commandes et options ; 100 caractères au plus. Menus : 32 au plus.
menu-published = Qu'a-t-on publié à ce sujet ?
menu-exact = Citation exacte ?
command-statement = afficher une déclaration, choisie par son titre
command-settings = où et comment le service répond sur ce serveur
settings-show = afficher les réglages du service sur ce serveur
settings-where = choisir où le service répond et qui voit ses réponses
settings-language = choisir la langue des réponses quand la question n'indique pas la sienne
settings-cooldown = choisir combien de temps un membre attend entre deux questions
settings-announcements = publier dans un salon les nouvelles déclarations, les corrections et les retraits
option-question = Votre question, formulée en une phrase
option-answers-in = Langue de la réponse
option-only-for-me = Vous seul voyez la réponse
option-text = Le texte à vérifier
option-topic = Le thème
option-topic-or-statement = Un thème ou une déclaration
option-title = Le titre de la déclaration
option-place = Le salon ; à défaut, tout le serveur
option-channel = Le salon où elles sont publiées
option-answers = Qui voit les réponses
option-language = La langue
option-seconds = Secondes entre deux questions d'un membre ; 0 pour aucune attente
option-on = Oui pour commencer, non pour mettre fin
answers-publicly = Publiquement
answers-privately = Seulement à la personne qui demande
answers-nowhere = Pas du tout
button-everyone = Montrer à tous

## Questions conservées, si l'exploitant l'a décidé
privacy-questions-kept = Les questions restées sans réponse publiée, et celles dont vous rejetez la réponse, sont conservées { $days } jours afin que le ministère voie ce qui manque : sans noms, numéros ni adresses, chiffrées, et sans rien qui les rattache à vous. Toutes les autres questions sont supprimées dès qu'elles ont reçu une réponse ; la dernière reste dix minutes en mémoire vive, pour qu'une question qui la suit soit comprise.
bot-description-kept = Service automatisé officiel du ministère. Posez une question avec vos propres mots : il répond uniquement en citant mot pour mot des déclarations publiées, avec date et source, et indique quand rien de publié ne répond. /privacy indique ce qui est conservé.

## Le rapport destiné aux services
report-title = Ce qui a été demandé et ce qui a été répondu
report-period = Du { $since } au { $until }
report-rounded = D'après des comptages quotidiens qui ne permettent de reconnaître personne. Les chiffres sont arrondis à un multiple de { $step } ; au-dessous de { $fewest }, ils ne sont pas indiqués.
report-made = Établi le { $date }.
report-brief = En bref
report-questions = Questions
report-answered = Questions auxquelles un texte publié a été présenté
report-half-within = La moitié a reçu une réponse
report-most-within = 95 % ont reçu une réponse
report-helped = Réponses jugées bonnes, parmi celles qui ont été jugées
report-by-day = Questions par jour
report-by-week = Questions par semaine
report-by-outcome = Questions par issue
report-by-platform = Questions par plateforme
report-by-language = Questions par langue
report-by-topic = Questions par thème de la déclaration présentée
report-statements = Déclarations le plus souvent présentées
report-votes = Était-ce la réponse ?
report-missing = Déclarations le plus souvent jugées hors sujet
report-times = Délai de réponse
report-reach = Portée
report-gaps = Demandé en vain
report-day = Date
report-outcome = Issue
report-platform = Plateforme
report-language = Langue
report-topic = Thème
report-statement = Déclaration
report-vote = Avis des citoyens
report-time = Réponse
report-what = Objet
report-number = Nombre
report-share = Part
report-table = Les chiffres sous forme de tableau
report-fewer = moins de { $fewest }
report-peak = Maximum : { $number }, { $name }.
report-listed = Les déclarations dont le nombre est inférieur à { $fewest } ne figurent pas dans la liste.
report-vote-helped = oui
report-vote-missed = non
report-within = en moins de { $seconds } s
report-longer = plus tard
report-topic-none = aucune déclaration présentée
report-reach-note = Les conversations sont comptées sans être enregistrées ; un jour où le service a redémarré, certaines comptent deux fois.
report-reach-chats = conversations avec question, jour moyen
report-reach-busiest = conversations avec question, jour le plus chargé
report-reach-subscribers = abonnés
report-reach-servers = serveurs
report-gaps-off = Les questions ne sont pas conservées ici ; on ne peut donc pas dire sur quoi elles portaient.
report-gaps-note = Questions restées sans réponse publiée ou dont la réponse a été rejetée, regroupées par sens ; chaque groupe est représenté par l'une d'elles, sans noms, numéros ni adresses. Les petits groupes ne sont pas montrés.
report-gaps-none = Aucun groupe n'est assez grand pour être montré.
report-gap-asked = Demandé { $number } fois ; langues : { $languages }
report-gap-nearest = Déclarations les plus proches :
report-outcome-position = une déclaration présentée
report-outcome-closest = déclarations proches énumérées
report-outcome-none = rien de publié ne répond
report-outcome-superseded = seule une ancienne déclaration répond
report-outcome-opinion = refusée : demande une opinion
report-outcome-prediction = refusée : demande une prédiction
report-outcome-private = refusée : matière privée ou confidentielle
report-outcome-other-state = refusée : affaire d'un autre État
report-outcome-not-our-remit = renvoyée à une autre autorité
report-outcome-several = plusieurs questions dans un message
report-outcome-too-many = trop de questions dans un message
report-outcome-too-long = trop longue
report-outcome-greeting = une salutation
report-outcome-command = une commande inconnue
report-outcome-empty = aucun mot
report-outcome-paused = service suspendu

## Discord: how to use it
discord-how-to-ask = Posez votre question avec /{ $ask }, en une phrase, dans la langue de votre choix. Là où les modérateurs ont ouvert le salon, tout le monde voit la réponse ; ailleurs, vous seul la voyez.
discord-in-direct = Dans une conversation privée également, le service ne voit que les commandes : les autres messages ne lui parviennent pas. Si vous l'ajoutez à votre compte, vous pouvez l'utiliser sur tous les serveurs.
discord-menus = Dans le menu de tout message, sous Applications : « { $published } » et « { $exact } ».
discord-kept = Rien n'est conservé à votre sujet : votre identité n'est enregistrée ni avec une question ni avec une réponse. Les réponses sont comptées par jour, sans lien avec des personnes.
discord-servers-kept = Ce que les modérateurs règlent pour un serveur est conservé jusqu'à ce que le service en soit retiré.
discord-forget = /forget efface aussi votre dernière question de la mémoire vive.
message-wordless = Ce message ne contient aucun texte à rechercher.
answered-below = La réponse figure ci-dessous, visible de tous.
in-thread = La déclaration complète figure dans un fil sous le message.
cooldown = Les modérateurs ont fixé un délai entre deux questions dans ce salon. Temps restant : { $wait }.
not-here = Le service ne répond pas dans ce salon. Vous pouvez poser votre question dans un autre salon ou dans une conversation privée.
not-to-everyone = Dans ce salon, les réponses ne sont montrées qu'à la personne qui a posé la question.
changed-since = Ce qui est publié a changé depuis cette réponse. Veuillez poser de nouveau votre question pour montrer à tous ce qui vaut à présent.

## Discord: what moderators set
settings-forbidden = Seules les personnes qui peuvent gérer ce serveur peuvent modifier ces paramètres, sur un serveur auquel le service a été ajouté.
settings-title = Comment le service répond sur ce serveur
settings-server = Serveur entier
settings-answers = Réponses
settings-wait = { $wait } entre deux questions d'un membre
settings-no-wait = Sans délai
settings-posted = Salons où sont publiés les nouvelles déclarations, les corrections et les retraits
settings-none-posted = Aucun
settings-original = chaque déclaration dans sa langue originale
channel-hidden = Le service ne voit pas ce salon. Veuillez lui y accorder la permission « Voir le salon », puis réessayer.
channel-closed = Le service ne peut pas écrire dans ce salon. Veuillez lui y accorder la permission « Envoyer des messages », puis réessayer.
channel-unknown = Discord n'indique pas pour le moment si le service peut écrire dans ce salon. Veuillez réessayer plus tard.

## News in a channel
news-posted-corrected = Le texte d'une déclaration a été corrigé. Il est désormais le suivant :
news-posted-withdrawn = Le ministère a retiré une déclaration :

## Discord: how long to wait, and a reply that is no longer in memory
cooldown-shown = Les modérateurs ont fixé un délai avant qu'un membre montre de nouveau quelque chose à tous dans ce salon. Temps restant : { $wait }.
reply-gone = Cette réponse n'est plus disponible. Veuillez la demander de nouveau.
span-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}

## The report: what is too rare for a row
report-few = Moins de { $fewest } pour chacun : { $names }.
