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
privacy-kept = Of you, only what you choose is kept: the language, your subscriptions and, if you wish to be told of changes, which statements you were shown. Answers are counted by day, without reference to persons.
privacy-forget = /forget deletes all of it at once.

## Telegram: news
news-new = New statement:
news-corrected = The text of a statement that you were shown has been corrected. It now reads:
news-withdrawn = The ministry has withdrawn a statement that you were shown:
news-superseded = A statement that you were shown has been replaced:
news-end = You receive this because you asked for it; /unsubscribe or /forget ends it.

## The service paused
paused = This service is paused at the moment and gives no answers. Please try again later.

## Discord: names of commands and options. Lower case, no spaces, at most 32 characters.
name-ask = ask
name-verify = verify
name-history = history
name-latest = latest
name-topics = topics
name-statement = statement
name-help = help
name-about = about
name-privacy = privacy
name-forget = forget
name-settings = settings
name-show = show
name-where = where
name-cooldown = cooldown
name-announcements = announcements
name-question = question
name-language = language
name-only-for-me = only_for_me
name-text = text
name-topic = topic
name-title = title
name-channel = channel
name-answers = answers
name-seconds = seconds
name-on = on

## Discord: what commands and options are for; at most 100 characters. Menus: at most 32.
menu-published = What is published on this?
menu-exact = Is this quotation exact?
command-statement = show a statement, chosen by its title
command-settings = where and how the service answers in this server
settings-show = show how the service is set in this server
settings-where = choose where the service answers, and who sees its answers
settings-language = choose the language of the answers where a question does not tell its own
settings-cooldown = choose how long a member waits between two questions
settings-announcements = have new statements, corrections and withdrawals posted in a channel
option-question = Your question, in a sentence of your own
option-answers-in = Language of the answer
option-only-for-me = Only you see the answer
option-text = The text to check
option-topic = The topic
option-topic-or-statement = A topic or a statement
option-title = The title of the statement
option-place = The channel; without one, the whole server
option-channel = The channel in which they are posted
option-answers = Who sees the answers
option-language = The language
option-seconds = Seconds between two questions of a member; 0 for none
option-on = Yes to begin, no to end
answers-publicly = Publicly
answers-privately = Only to whoever asks
answers-nowhere = Not at all
button-everyone = Show to everyone

## Questions kept, where the operator switched it on
privacy-questions-kept = Questions to which nothing published gave an answer, and those whose answer you reject, are kept for { $days } days so that the ministry can see what is missing: without names, numbers and addresses, sealed, and with nothing that links them to you. All other questions are deleted as soon as they are answered; for ten minutes the last one stays in working memory, so that a follow-up can be understood.
bot-description-kept = Official automated service of the ministry. Ask a question in your own words: it answers only by quoting published statements, word for word, with date and source, and says so when nothing published answers. /privacy tells what is kept.

## The report for staff
report-title = What was asked, and what was answered
report-period = { $since } to { $until }
report-rounded = From daily counts, in which nobody can be recognised. Figures are rounded to multiples of { $step }; below { $fewest } they are not shown.
report-made = Made on { $date }.
report-brief = In brief
report-questions = Questions
report-answered = Questions to which something published was shown
report-half-within = Half were answered
report-most-within = 95 % were answered
report-helped = Answers said to be right, of those judged
report-by-day = Questions by day
report-by-week = Questions by week
report-by-outcome = Questions by outcome
report-by-platform = Questions by platform
report-by-language = Questions by language
report-by-topic = Questions by topic of the statement presented
report-statements = Statements presented most often
report-votes = Was it the answer?
report-missing = Statements most often said not to be the answer
report-times = Time to answer
report-reach = Reach
report-gaps = Asked in vain
report-day = Date
report-outcome = Outcome
report-platform = Platform
report-language = Language
report-topic = Topic
report-statement = Statement
report-vote = Said by citizens
report-time = Answered
report-what = What
report-number = Number
report-share = Share
report-table = The figures as a table
report-fewer = under { $fewest }
report-peak = Most: { $number }, { $name }.
report-listed = Statements with fewer than { $fewest } are not listed.
report-vote-helped = it was
report-vote-missed = it was not
report-within = within { $seconds } s
report-longer = later
report-topic-none = none presented
report-reach-note = Chats are counted without being stored; on a day on which the service was restarted, some count twice.
report-reach-chats = chats that asked, on an average day
report-reach-busiest = chats that asked, on the busiest day
report-reach-subscribers = subscribers
report-reach-servers = servers
report-gaps-off = Questions are not kept here, so it cannot be told what they were about.
report-gaps-note = Questions to which nothing published gave an answer, or whose answer was rejected, grouped by meaning; each group is shown by one of them, without names, numbers and addresses. Small groups are not shown.
report-gaps-none = No group is large enough to be shown.
report-gap-asked = Asked { $number } times, in: { $languages }
report-gap-nearest = Nearest statements:
report-outcome-position = a statement presented
report-outcome-closest = statements that come close listed
report-outcome-none = nothing published answers
report-outcome-superseded = only a former statement answers
report-outcome-opinion = refused: asks for an opinion
report-outcome-prediction = refused: asks for a prediction
report-outcome-private = refused: private or confidential
report-outcome-other-state = refused: another state's matter
report-outcome-not-our-remit = sent to another authority
report-outcome-several = several questions in one message
report-outcome-too-many = too many questions in one message
report-outcome-too-long = too long
report-outcome-greeting = a greeting
report-outcome-command = an unknown command
report-outcome-empty = no words
report-outcome-paused = the service was paused

## Discord: how to use it
discord-how-to-ask = Ask with /{ $ask } and a question in a sentence of your own, in any language. Where moderators have opened the channel, everyone sees the answer; elsewhere only you see it.
discord-in-direct = In a private conversation, too, the service sees commands only: other messages do not reach it. If you add it to your account, you can use it in every server.
discord-menus = In the menu of any message, under Apps: “{ $published }” and “{ $exact }”.
discord-kept = Nothing is kept about you: who you are is stored neither with a question nor with an answer. Answers are counted by day, without reference to persons.
discord-servers-kept = What moderators set for a server is kept until the service is removed from it.
discord-forget = /forget also deletes your last question from working memory.
message-wordless = This message contains no text that could be looked up.
answered-below = The answer stands below, for everyone to see.
in-thread = The whole statement stands in a thread under the message.
cooldown = The moderators have set a waiting time between two questions in this channel. Time left: { $wait }.
not-here = The service gives no answers in this channel. You can ask in another channel or in a private conversation.
not-to-everyone = In this channel answers are shown only to whoever asked.
changed-since = What is published has changed since this answer was given. Please ask again, to show everyone what holds now.

## Discord: what moderators set
settings-forbidden = Only those who may manage this server can change this, in a server to which the service has been added.
settings-title = How the service answers in this server
settings-server = Whole server
settings-answers = Answers
settings-wait = { $wait } between two questions of a member
settings-no-wait = No waiting time
settings-posted = Channels in which new statements, corrections and withdrawals are posted
settings-none-posted = None
settings-original = each statement in its original language
channel-hidden = The service cannot see that channel. Please give it the permission “View Channel” there, and try again.
channel-closed = The service may not write in that channel. Please give it the permission “Send Messages” there, and try again.
channel-unknown = Discord does not say at the moment whether the service may write in that channel. Please try again later.

## News in a channel
news-posted-corrected = The text of a statement has been corrected. It now reads:
news-posted-withdrawn = The ministry has withdrawn a statement:

## Discord: how long to wait, and a reply that is no longer in memory
cooldown-shown = The moderators have set a waiting time before a member shows something to everyone in this channel again. Time left: { $wait }.
reply-gone = This reply is no longer at hand. Please ask for it again.
span-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}

## The report: what is too rare for a row
report-few = Under { $fewest } each: { $names }.
