"""Questions as people write them: each a pure function of a text and a store's lexicon, before anything is searched.

`parting.questions_in` several questions in one text; `script.in_own_script` Russian and Arabic in Latin letters, the
wrong keyboard; `spelling.corrected` typos; `leaning.leans` and `together` follow-ups. Each keeps what it derives from a
lexicon for as long as that lives; `prepare` of `script` and of `spelling` derives it ahead of the first question.
"""
