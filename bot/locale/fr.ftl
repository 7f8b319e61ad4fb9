# Toutes les phrases du service, en français.

greetings = bonjour, bonsoir, salut, allô, coucou, bonjour à tous, bonne journée, bonjour madame, bonjour monsieur

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
