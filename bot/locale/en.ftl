# Every sentence that the bot itself says, in British English. All languages have the same messages and variables.
# Nothing here claims more than that something was published.

# Greetings, separated by commas; compared without case and punctuation. Read by wording.greeted_in.
greetings = hello, hi, hey, hello there, hi there, good morning, good afternoon, good evening, good day, greetings

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
