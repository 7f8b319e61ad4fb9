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
privacy-kept = Seul ce que vous choisissez est conservé : la langue, vos abonnements et, si vous souhaitez être informé des modifications, les déclarations qui vous ont été montrées. Les réponses sont comptées par jour, sans lien avec des personnes.
privacy-forget = /forget efface le tout immédiatement.

## Telegram : nouvelles
news-new = Nouvelle déclaration :
news-corrected = Le texte d'une déclaration qui vous a été montrée a été corrigé. Il se lit désormais ainsi :
news-withdrawn = Le ministère a retiré une déclaration qui vous a été montrée :
news-superseded = Une déclaration qui vous a été montrée a été remplacée :
news-end = Vous recevez ce message parce que vous l'avez demandé ; /unsubscribe ou /forget y met fin.
