# جميع عبارات الخدمة باللغة العربية.

greetings = مرحبا, مرحبًا, أهلا, أهلًا, أهلا وسهلا, السلام عليكم, السلام عليكم ورحمة الله وبركاته, صباح الخير, مساء الخير, تحية طيبة

service = خدمة آلية رسمية. لا تجيب إلا باقتباس حرفي من البيانات المنشورة.
how-to-ask = يرجى طرح السؤال في جملة واحدة. يعرض الأمر /help ما يمكن كتابته أيضا.

as-of = وفق ما كان منشورا وساريا في { $date }. وربما حل محله غيره منذ ذلك الحين.
position-lead = جاء في بيان منشور:
label-issuer = الجهة المصدرة
label-date = التاريخ
label-language = اللغة
label-source = المصدر
moment = { $date }، { $time } بالتوقيت العالمي المنسق
fact = { $label }: { $value }
official-translation = اللغة الأصلية: { $original }. هذه هي الترجمة الرسمية.
no-translation = لم تُنشر ترجمة رسمية بهذه اللغة: { $language }. النص المعروض هو الأصل: { $original }.
replaces = يحل محل الموقف المؤرخ { $date }: { $title }

closest-lead = لا يمكن الجزم بأن بيانا منشورا يجيب عن هذا السؤال. قد تجيب عنه البيانات التالية:
no-position = لم يُعثر على بيان منشور يجيب عن هذا السؤال.
ask-ministry = يمكنكم توجيه سؤالكم إلى الوزارة:
label-website = الموقع الإلكتروني
label-email = البريد الإلكتروني
label-phone = الهاتف
elsewhere = في المسائل الأخرى، يرجى الرجوع إلى:

empty = يرجى كتابة السؤال بالكلمات.
too-long = عدد أحرف السؤال { $length }، والحد الأقصى { $limit }. يرجى اختصاره.
unknown-command = لا يوجد أمر باسم { $name }. يعرض الأمر /help ما يمكن كتابته.

placeholder = اطرح سؤالا أو اكتب /help
hint = يعرض الأمر /help ما يمكن كتابته، وينهي الأمر /quit المحادثة.
opening = جارٍ فتح البيانات المنشورة…
searching = جارٍ البحث في البيانات المنشورة…
leaving = جارٍ الإغلاق…
help-lead = اكتب سؤالا أو أحد هذه الأوامر:
help-help = يعرض هذه القائمة
help-language = يعرض لغة الإجابات أو يختارها
help-sources = يسرد البيانات المذكورة في الرد الأخير مع روابطها
help-quit = ينهي المحادثة
language-automatic = يُجاب عن كل سؤال بلغته.
language-fixed = لغة الإجابات، متى كان النص منشورا بها: { $language }
language-choices = للاختيار، اكتب /language ثم رمز اللغة ({ $codes }) أو /language auto.
language-unknown = هذا ليس رمز لغة: { $code }.
sources-none = لم يذكر الرد الأخير أي بيان.
sources-replaced = حل محله غيره
