# Every sentence that the bot itself says, in British English. All languages have the same messages and variables.
# Nothing here claims more than that something was published.

# Greetings, thanks and farewells, separated by commas; compared without case and punctuation. Read by wording.greeted_in.
greetings = hello, hi, hey, hello there, hi there, good morning, good afternoon, good evening, good day, greetings, thanks, thank you, thank you very much, many thanks, thanks a lot, bye, goodbye, ok, okay

## Who speaks
service = Official automated service. It answers only by quoting published statements, word for word.
how-to-ask = Please ask a question in a sentence of your own. /help shows what else you can write.

## A position
as-of = As published and in force on { $date }. It may have been replaced since.
position-lead = A published statement says:
label-issuer = Issued by
label-date = Date
label-language = Language
label-source = Source
moment = { $date }, { $time } UTC
fact = { $label }: { $value }
official-translation = Original language: { $original }. This is the official translation.
no-translation = No official translation is published in this language: { $language }. The original is shown: { $original }.
replaces = Replaces the position of { $date }: { $title }

## Nothing that answers
closest-lead = No published statement is certain to answer this question. These may:
no-position = No published statement was found that answers this question.
ask-ministry = You can put your question to the ministry:
label-website = Website
label-email = Email
label-phone = Telephone
elsewhere = For other matters, please turn to:

## Refused, whatever is published
refused-opinion = This question asks for a personal opinion; this service gives none. It can quote what the ministry has published on the subject.
refused-prediction = This question asks for a prediction; this service makes none. It can quote what has been decided or announced.
refused-private = This question concerns private or confidential matters; this service gives no information on them. It can quote the ministry's published statements.
refused-other-state = This question asks for the views or plans of another state or body, for which the ministry does not speak. This service can quote the ministry's own position on the subject.
refused-remit = This question appears to lie outside the ministry's remit. This service can quote only what the ministry has published.
turn-to = Please turn to:

## No longer the position
former-ended = No statement in force answers this question. The following was valid until { $until } and is no longer the position of the ministry:
former-superseded = No statement in force answers this question. The following was replaced on { $until } and is no longer the position of the ministry:
former-replaced-by = It was replaced by:

## Several questions in one message
several-lead = Each of your questions is answered separately.
too-many = Your message contains { $count } questions; at most { $limit } can be answered at once. Please send no more than { $limit } at a time.

## Not a question
empty = Please write your question in words.
too-long = Your question has { $length } characters; at most { $limit } can be read. Please ask it more briefly.
unknown-command = There is no command { $name }. /help shows what you can write.

## The terminal
placeholder = Ask a question, or write /help
hint = /help shows what you can write, /quit leaves.
opening = Opening the published statements…
searching = Searching the published statements…
leaving = Closing…
help-lead = Write a question, or one of these:
help-help = shows this list
help-language = shows or chooses the language of the answers
help-sources = lists the statements named in the last reply, with their links
help-quit = leaves
language-automatic = Each question is answered in its own language.
language-fixed = Language of the answers, where published: { $language }
language-choices = To choose, write /language and a code ({ $codes }), or /language auto.
language-unknown = This is not a language code: { $code }.
sources-none = The last reply named no statement.
sources-replaced = replaced
sources-ended = no longer in force

## Verifying a quotation. [-…-] and {+…+} are marks in the comparison shown.
verify-exact = This is a quotation, word for word, from a published statement:
verify-part = The text quotes only part of a sentence. In full it reads:
verify-others = The same words also stand in:
verify-altered = This is not a verbatim quotation. { $share } % of the words follow a published statement; the differences are marked:
verify-marks = [-…-] is published and missing here; { "{" }+…+{ "}" } is not in the published text.
verify-ignored = Not part of the quotation, not checked: { $text }
verify-similar = No published statement has these words. These treat something similar:
verify-not-found = These words were found in no published statement.
verify-too-short = At least { $words } words are needed to recognise a quotation ({ $characters } characters in Chinese).
verify-too-long = The text has { $length } characters; at most { $limit } can be checked.
verify-withdrawn = Please note: the ministry has withdrawn this statement.
verify-superseded = Please note: this statement has been replaced and is no longer the position of today.
verify-ended = Please note: this statement is no longer in force.
verify-usage = Write /verify and then the text to check.
label-standing = Standing

## Topics and how a position changed
stands = in force since { $since }
stands-until = in force since { $since }, valid until { $until }
stood-ended = in force from { $since } to { $until }
stood-superseded = in force from { $since }, replaced on { $until }
stood-withdrawn = in force from { $since }, withdrawn on { $until }
stood-withdrawn-too = later withdrawn
replaced-by = replaced by: { $title }
valid-until = valid until { $until }
topics-lead = Topics, with the number of statements in force:
topics-more = Write /history and a topic to see how the position changed.
topics-none = No statement is published yet.
listed-lead = Statements in force, newest first:
listed-none = No statement on this is in force.
page = Page { $number } of { $pages }
timeline-lead = All statements on this topic, in the order in which they were published:
history-lead = How this position changed:
history-alone = This statement has replaced none and has not been replaced:
history-unknown = There is no topic and no published statement called { $name }. /topics lists the topics.
help-verify = checks whether a text is a quotation: /verify and the text
help-topics = lists the topics
help-latest = lists the latest statements
help-history = shows how the position on a topic changed: /history and a topic

## Telegram: how to use it
telegram-how-to-ask = Please ask a question in a sentence of your own, in any language. Commands are listed in the menu and under /help.
telegram-in-groups = In a group, write /ask and the question, mention the bot, or reply to one of its messages. It reads nothing else.
telegram-inline = In any chat you can write { $name } and a few words to find a published statement and post it with its source.
telegram-verify-usage = Write /verify and then the text to check, or reply with /verify to a message that contains it.
ask-usage = Please write the question after /ask.
wordless = Only text can be read here. Please write your question in words.
only-in-private = This is a personal choice. Please make it in a private conversation with the bot.
button-private = Open a private conversation
inline-ask = Ask the ministry a question
bot-description = Official automated service of the ministry. Ask a question in your own words: it answers only by quoting published statements, word for word, with date and source, and says so when nothing published answers. Questions are not kept.
bot-short-description = Official automated service: answers by quoting published statements, word for word.

## Telegram: commands, as the menus show them
command-ask = ask a question
command-topics = browse statements by topic
command-latest = the latest statements
command-verify = check whether a text is a quotation
command-history = how the position on a topic changed
command-subscribe = choose what to be told of
command-unsubscribe = end subscriptions
command-language = choose the language of the answers
command-help = what you can write
command-about = what this service is, and how to reach a person
command-privacy = what is kept, and for how long
command-forget = delete all that is kept about you

## Telegram: buttons
button-whole = Whole statement
button-languages = Other languages
button-others = Other statements that match
button-yes = This answers my question
button-no = This does not
button-history = How it changed
button-topics = All topics
button-back = ‹ Back
button-on = Next ›
button-automatic = Language of each question
button-all-topics = All topics
button-corrections = Changes to what I was shown
button-unsubscribe-all = End all subscriptions
button-old = This button is no longer in use. /help shows what you can write.

## Telegram: replies
statement-gone = This statement is no longer among those published here. /latest shows the latest ones.
topic-gone = There is no statement on this topic any more. /topics lists the topics.
languages-lead = This statement is published in:
others-lead = These published statements also match the question:
topics-choose = Please choose a topic. The numbers count the statements in force.
histories-choose = Please choose a topic to see how the position on it changed.
topic-count = { $name } ({ $count })
language-choose = Please choose the language of the answers:
subscribe-lead = Choose the topics on which you wish to be sent new statements:
subscribe-corrections = If you wish, you are also told when a statement that you were shown is corrected, withdrawn or replaced. For that, the service keeps a list of the statements that you are shown.
unsubscribe-lead = Choose what to end:
unsubscribe-none = You have no subscription.
thanks-yes = Thank you. This is counted without your name.
thanks-no = Thank you. This is counted without your name. Under /about you find how to reach the ministry.
busy = The service is receiving very many questions at the moment and could not answer yours. Please ask again in a minute.
slow-down = That was too many messages in a short time. Please wait a minute.
trouble = Your message could not be answered because of a technical fault. Please try again later.
forgotten = All that was kept about you has been deleted.

## Telegram: about the service
about-can = It finds the published statement that answers a question, and quotes it with title, date, language and link. It can list statements by topic, show how a position changed, and check quotations.
about-cannot = It has no opinions, makes no predictions, writes no text of its own on policy, and cannot deal with personal cases.
about-human = To reach a person at the ministry:
privacy-questions = Your questions are deleted as soon as they are answered; for ten minutes the last one stays in working memory, so that a follow-up can be understood. No name, and no number by which you could be recognised, is stored in readable form.
privacy-kept = Only what you choose is kept: the language, your subscriptions and, if you wish to be told of changes, which statements you were shown. Answers are counted by day, without reference to persons.
privacy-forget = /forget deletes all of it at once.

## Telegram: news
news-new = New statement:
news-corrected = The text of a statement that you were shown has been corrected. It now reads:
news-withdrawn = The ministry has withdrawn a statement that you were shown:
news-superseded = A statement that you were shown has been replaced:
news-end = You receive this because you asked for it; /unsubscribe or /forget ends it.
