# جميع عبارات الخدمة باللغة العربية.

greetings = مرحبا, مرحبًا, أهلا, أهلًا, أهلا وسهلا, السلام عليكم, السلام عليكم ورحمة الله وبركاته, صباح الخير, مساء الخير, تحية طيبة, شكرا, شكرًا, شكرا جزيلا, شكرًا جزيلًا, مع السلامة, إلى اللقاء, حسنا, حسنًا

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

## ما لا يُجاب عنه أيا كان المنشور
refused-opinion = يطلب هذا السؤال رأيا شخصيا، وهذه الخدمة لا تبدي آراء. ويمكنها أن تقتبس ما نشرته الوزارة في هذا الموضوع.
refused-prediction = يطلب هذا السؤال توقعا، وهذه الخدمة لا تقدم توقعات. ويمكنها أن تقتبس ما تقرر أو أُعلن.
refused-private = يتعلق هذا السؤال بأمور خاصة أو سرية، وهذه الخدمة لا تقدم معلومات عنها. ويمكنها أن تقتبس بيانات الوزارة المنشورة.
refused-other-state = يتعلق هذا السؤال بآراء أو خطط دولة أخرى أو جهة أخرى لا تتحدث الوزارة باسمها. ويمكن لهذه الخدمة أن تقتبس موقف الوزارة نفسها في هذا الموضوع.
refused-remit = يبدو أن هذا السؤال لا يدخل في اختصاص الوزارة. ولا يمكن لهذه الخدمة أن تقتبس إلا ما نشرته الوزارة.
turn-to = يرجى الرجوع إلى:

## ما لم يعد موقفا
former-ended = لا يجيب أي بيان سار عن هذا السؤال. وكان البيان التالي ساريا حتى { $until } ولم يعد يعبر عن موقف الوزارة:
former-superseded = لا يجيب أي بيان سار عن هذا السؤال. وقد حل غيره محل البيان التالي في { $until } ولم يعد يعبر عن موقف الوزارة:
former-replaced-by = حل محله:

## عدة أسئلة في رسالة واحدة
several-lead = يُجاب عن كل سؤال من أسئلتكم على حدة.
too-many = عدد الأسئلة في رسالتكم { $count }، والحد الأقصى لما يُجاب عنه في المرة الواحدة { $limit }. يرجى ألا تزيد الأسئلة في الرسالة الواحدة على { $limit }.

## ما ليس سؤالا
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
sources-ended = لم يعد ساريا

## التحقق من اقتباس
verify-exact = هذا اقتباس حرفي من بيان منشور:
verify-part = لا يقتبس النص إلا جزءا من جملة، ونصها الكامل:
verify-others = ترد الكلمات نفسها أيضا في:
verify-altered = هذا ليس اقتباسا حرفيا. نسبة الكلمات المطابقة لبيان منشور: { $share }٪. وقد بُينت الفروق:
verify-marks = [-…-] منشور وغير وارد هنا؛ { "{" }+…+{ "}" } غير وارد في النص المنشور.
verify-ignored = خارج الاقتباس ولم يجر التحقق منه: { $text }
verify-similar = لا يتضمن أي بيان منشور هذه الكلمات. وتتناول البيانات التالية موضوعا قريبا:
verify-not-found = لم يُعثر على هذه الكلمات في أي بيان منشور.
verify-too-short = يلزم ما لا يقل عن { $words } كلمات للتعرف على اقتباس ({ $characters } أحرف في الصينية).
verify-too-long = عدد أحرف النص { $length }، والحد الأقصى لما يمكن التحقق منه { $limit }.
verify-withdrawn = يرجى الانتباه: سحبت الوزارة هذا البيان.
verify-superseded = يرجى الانتباه: حل بيان آخر محل هذا البيان، ولم يعد يعبر عن الموقف الحالي.
verify-ended = يرجى الانتباه: لم يعد هذا البيان ساريا.
verify-usage = اكتب /verify ثم النص المراد التحقق منه.
label-standing = الوضع

## المواضيع وتطور الموقف
stands = سار منذ { $since }
stands-until = سار منذ { $since } وصالح حتى { $until }
stood-ended = كان ساريا من { $since } إلى { $until }
stood-superseded = كان ساريا منذ { $since }، وحل محله غيره في { $until }
stood-withdrawn = كان ساريا منذ { $since }، وسُحب في { $until }
stood-withdrawn-too = سُحب لاحقا
replaced-by = حل محله: { $title }
valid-until = صالح حتى { $until }
topics-lead = المواضيع وعدد البيانات السارية في كل منها:
topics-more = اكتب /history ثم الموضوع للاطلاع على تطور الموقف.
topics-none = لم يُنشر أي بيان بعد.
listed-lead = البيانات السارية، الأحدث أولا:
listed-none = لا يوجد بيان سار في هذا الشأن.
page = الصفحة { $number } من { $pages }
timeline-lead = جميع البيانات المتعلقة بهذا الموضوع بحسب ترتيب نشرها:
history-lead = تطور هذا الموقف:
history-alone = لم يحل هذا البيان محل غيره ولم يحل غيره محله:
history-unknown = لا يوجد موضوع ولا بيان منشور بهذا الاسم: { $name }. يعرض الأمر /topics المواضيع.
help-verify = يتحقق مما إذا كان النص اقتباسا: /verify ثم النص
help-topics = يسرد المواضيع
help-latest = يسرد أحدث البيانات
help-history = يعرض تطور الموقف من موضوع: /history ثم الموضوع

## تلغرام: طريقة الاستخدام
telegram-how-to-ask = يرجى طرح السؤال في جملة واحدة وبأي لغة. الأوامر مدرجة في القائمة وعند كتابة /help.
telegram-in-groups = في المجموعات اكتب /ask ثم السؤال، أو اذكر اسم الخدمة، أو ردّ على إحدى رسائلها. وهي لا تقرأ غير ذلك.
telegram-inline = في أي محادثة يمكنكم كتابة { $name } وبضع كلمات للعثور على بيان منشور وإرساله مع مصدره.
telegram-verify-usage = اكتب /verify ثم النص المراد التحقق منه، أو ردّ بالأمر /verify على رسالة تتضمنه.
ask-usage = يرجى كتابة السؤال بعد /ask.
wordless = لا يمكن هنا قراءة غير النصوص. يرجى كتابة السؤال بالكلمات.
only-in-private = هذا اختيار شخصي، ويرجى القيام به في محادثة خاصة مع الخدمة.
button-private = فتح محادثة خاصة
inline-ask = طرح سؤال على الوزارة
bot-description = خدمة آلية رسمية تابعة للوزارة. اطرحوا السؤال بكلماتكم: تجيب الخدمة فقط باقتباس بيانات منشورة حرفيا مع التاريخ والمصدر، وتفيد بذلك عندما لا يوجد في ما نُشر جواب. ولا تُحفظ الأسئلة.
bot-short-description = خدمة آلية رسمية: تجيب باقتباس بيانات منشورة حرفيا.

## تلغرام: الأوامر كما تظهر في القوائم
command-ask = طرح سؤال
command-topics = تصفح البيانات حسب الموضوع
command-latest = أحدث البيانات
command-verify = التحقق من أن النص اقتباس
command-history = كيف تغير الموقف من موضوع ما
command-subscribe = اختيار ما تودون أن تُبلَّغوا به
command-unsubscribe = إنهاء الاشتراكات
command-language = اختيار لغة الإجابات
command-help = ما يمكن كتابته
command-about = ما هذه الخدمة وكيف يمكن التواصل مع موظف
command-privacy = ما الذي يُحفظ وإلى متى
command-forget = حذف كل ما هو محفوظ عنكم

## تلغرام: الأزرار
button-whole = البيان كاملا
button-languages = لغات أخرى
button-others = بيانات أخرى ذات صلة
button-yes = هذا يجيب عن سؤالي
button-no = هذا لا يجيب
button-history = كيف تغير الموقف
button-topics = جميع المواضيع
button-back = ‹ السابق
button-on = التالي ›
button-automatic = لغة كل سؤال
button-all-topics = جميع المواضيع
button-corrections = التغييرات في ما عُرض علي
button-unsubscribe-all = إنهاء جميع الاشتراكات
button-old = لم يعد هذا الزر مستخدما. يعرض الأمر /help ما يمكن كتابته.

## تلغرام: الردود
statement-gone = لم يعد هذا البيان ضمن البيانات المنشورة هنا. يعرض الأمر /latest أحدث البيانات.
topic-gone = لم يعد هناك بيان في هذا الموضوع. يعرض الأمر /topics المواضيع.
languages-lead = هذا البيان منشور باللغات الآتية:
others-lead = هذه البيانات المنشورة تتصل أيضا بالسؤال:
topics-choose = يرجى اختيار موضوع. وتبين الأرقام عدد البيانات السارية.
histories-choose = يرجى اختيار موضوع لمعرفة كيف تغير الموقف منه.
topic-count = { $name } ({ $count })
language-choose = يرجى اختيار لغة الإجابات:
subscribe-lead = اختاروا المواضيع التي تودون تلقي بياناتها الجديدة:
subscribe-corrections = يمكن أيضا، إن رغبتم، إبلاغكم عندما يُصحَّح بيان عُرض عليكم أو يُسحب أو يُستبدل. ولهذا الغرض تحفظ الخدمة قائمة بالبيانات التي تُعرض عليكم.
unsubscribe-lead = اختاروا ما تودون إنهاءه:
unsubscribe-none = ليس لديكم أي اشتراك.
thanks-yes = شكرا. يُحتسب رأيكم من دون ذكر الاسم.
thanks-no = شكرا. يُحتسب رأيكم من دون ذكر الاسم. ويبين الأمر /about كيفية التواصل مع الوزارة.
busy = تتلقى الخدمة حاليا عددا كبيرا جدا من الأسئلة ولم تتمكن من الإجابة عن سؤالكم. يرجى طرحه مجددا بعد دقيقة.
slow-down = وردت رسائل كثيرة في وقت قصير. يرجى الانتظار دقيقة.
trouble = تعذرت الإجابة عن رسالتكم بسبب عطل فني. يرجى المحاولة لاحقا.
forgotten = حُذف كل ما كان محفوظا عنكم.

## تلغرام: عن الخدمة
about-can = تعثر الخدمة على البيان المنشور الذي يجيب عن السؤال وتقتبسه مع العنوان والتاريخ واللغة والرابط. ويمكنها سرد البيانات حسب الموضوع، وبيان كيفية تغير الموقف، والتحقق من الاقتباسات.
about-cannot = ليس لها آراء، ولا تقدم توقعات، ولا تكتب من عندها نصوصا في السياسة، ولا يمكنها معالجة الحالات الشخصية.
about-human = للتواصل مع موظف في الوزارة:
privacy-questions = تُحذف أسئلتكم فور الإجابة عنها، ويبقى آخرها عشر دقائق في ذاكرة التشغيل كي يُفهم سؤال لاحق يتصل به. ولا يُحفظ بصورة مقروءة أي اسم أو رقم يمكن التعرف عليكم به.
privacy-kept = لا يُحفظ عنكم إلا ما تختارونه: اللغة والاشتراكات، وكذلك البيانات التي عُرضت عليكم إن رغبتم في معرفة التغييرات. وتُعدّ الإجابات يوميا من دون ربطها بأشخاص.
privacy-forget = يحذف الأمر /forget ذلك كله فورا.

## تلغرام: الأخبار
news-new = بيان جديد:
news-corrected = صُحِّح نص بيان عُرض عليكم، وأصبح كما يلي:
news-withdrawn = سحبت الوزارة بيانا عُرض عليكم:
news-superseded = استُبدل بيان عُرض عليكم:
news-end = تصلكم هذه الرسالة بناء على طلبكم، ويمكن إنهاؤها بالأمر /unsubscribe أو /forget.

## The service paused
paused = هذه الخدمة متوقفة مؤقتا ولا تقدم إجابات في الوقت الحاضر. يرجى المحاولة لاحقا.

## ديسكورد: أسماء الأوامر والخيارات. من دون مسافات ولا تشكيل، 32 حرفا على الأكثر.
name-ask = اسأل
name-verify = تحقق
name-history = تطور
name-latest = الأحدث
name-topics = المواضيع
name-statement = بيان
name-help = مساعدة
name-about = حول
name-privacy = الخصوصية
name-forget = نسيان
name-settings = إعدادات
name-show = عرض
name-where = أين
name-cooldown = مهلة
name-announcements = إعلانات
name-question = السؤال
name-language = اللغة
name-only-for-me = لي_وحدي
name-text = النص
name-topic = الموضوع
name-title = العنوان
name-channel = القناة
name-answers = الإجابات
name-seconds = الثواني
name-on = تفعيل

## ديسكورد: غرض الأوامر والخيارات، 100 حرف على الأكثر. القوائم: 32.
menu-published = ماذا نُشر عن هذا؟
menu-exact = هل هذا الاقتباس دقيق؟
command-statement = عرض بيان يُختار بعنوانه
command-settings = أين وكيف تجيب الخدمة في هذا الخادم
settings-show = عرض إعدادات الخدمة في هذا الخادم
settings-where = اختيار أين تجيب الخدمة ومن يرى إجاباتها
settings-language = اختيار لغة الإجابات حين لا يدل السؤال على لغته
settings-cooldown = اختيار المدة بين سؤالين للعضو الواحد
settings-announcements = نشر البيانات الجديدة والتصويبات وحالات السحب في قناة
option-question = سؤالكم، بعبارة من عندكم
option-answers-in = لغة الإجابة
option-only-for-me = الإجابة تظهر لكم وحدكم
option-text = النص المراد التحقق منه
option-topic = الموضوع
option-topic-or-statement = موضوع أو بيان
option-title = عنوان البيان
option-place = القناة، وإن لم تُذكر فالخادم كله
option-channel = القناة التي تُنشر فيها
option-answers = من يرى الإجابات
option-language = اللغة
option-seconds = الثواني بين سؤالين للعضو الواحد، و0 لإلغاء المهلة
option-on = نعم للبدء، ولا للإنهاء
answers-publicly = للجميع
answers-privately = لصاحب السؤال وحده
answers-nowhere = لا إجابات
button-everyone = عرض للجميع

## أسئلة تُحفظ إن قرر المشغّل ذلك
privacy-questions-kept = تُحفظ الأسئلة التي لم يُجب عنها أي نص منشور، والأسئلة التي ترفضون جوابها، مدة { $days } يومًا كي ترى الوزارة ما ينقص: من دون أسماء أو أرقام أو عناوين، مشفّرة، ومن دون ما يربطها بكم. أما سائر الأسئلة فتُحذف فور الإجابة عنها، ويبقى آخرها عشر دقائق في الذاكرة العاملة كي يُفهم السؤال الذي يليه.
bot-description-kept = خدمة آلية رسمية للوزارة. اطرحوا سؤالًا بعباراتكم: لا تجيب إلا باقتباس البيانات المنشورة حرفيًا مع التاريخ والمصدر، وتقول ذلك صراحة حين لا يجيب أي نص منشور. يبيّن /privacy ما يُحفظ.

## تقرير للموظفين
report-title = ما سُئل عنه وما أُجيب به
report-period = من { $since } إلى { $until }
report-rounded = من أعداد يومية لا يمكن التعرف فيها على أحد. الأرقام مقرّبة إلى مضاعفات { $step }، وما قلّ عن { $fewest } لا يُعرض.
report-made = أُعدّ في { $date }.
report-brief = باختصار
report-questions = الأسئلة
report-answered = أسئلة عُرض لها نص منشور
report-half-within = أُجيب عن نصفها
report-most-within = أُجيب عن 95٪ منها
report-helped = إجابات قيل إنها صحيحة، من بين ما قُيّم
report-by-day = الأسئلة حسب اليوم
report-by-week = الأسئلة حسب الأسبوع
report-by-outcome = الأسئلة حسب النتيجة
report-by-platform = الأسئلة حسب المنصة
report-by-language = الأسئلة حسب اللغة
report-by-topic = الأسئلة حسب موضوع البيان المعروض
report-statements = البيانات الأكثر عرضًا
report-votes = هل كان هو الجواب؟
report-missing = البيانات التي كثر القول إنها ليست الجواب
report-times = مدة الإجابة
report-reach = مدى الوصول
report-gaps = أسئلة بلا جواب
report-day = التاريخ
report-outcome = النتيجة
report-platform = المنصة
report-language = اللغة
report-topic = الموضوع
report-statement = البيان
report-vote = رأي المواطنين
report-time = أُجيب
report-what = البند
report-number = العدد
report-share = النسبة
report-table = الأرقام في جدول
report-fewer = أقل من { $fewest }
report-peak = الأكثر: { $number }، { $name }.
report-listed = لا تُذكر البيانات التي يقل عددها عن { $fewest }.
report-vote-helped = نعم
report-vote-missed = لا
report-within = خلال { $seconds } ث
report-longer = بعد ذلك
report-topic-none = لم يُعرض بيان
report-reach-note = تُعدّ المحادثات من دون حفظها؛ وفي يوم يُعاد فيه تشغيل الخدمة يُحتسب بعضها مرتين.
report-reach-chats = محادثات وردت منها أسئلة في اليوم المتوسط
report-reach-busiest = محادثات وردت منها أسئلة في أكثر الأيام نشاطًا
report-reach-subscribers = المشتركون
report-reach-servers = الخوادم
report-gaps-off = لا تُحفظ الأسئلة هنا، فلا يمكن القول عمّ كانت.
report-gaps-note = أسئلة لم يُجب عنها أي نص منشور أو رُفض جوابها، مجمّعة بحسب المعنى؛ ويمثّل كل مجموعة سؤال منها من دون أسماء أو أرقام أو عناوين. ولا تُعرض المجموعات الصغيرة.
report-gaps-none = لا توجد مجموعة كبيرة بما يكفي لعرضها.
report-gap-asked = عدد المرات: { $number }؛ اللغات: { $languages }
report-gap-nearest = أقرب البيانات:
report-outcome-position = عُرض بيان
report-outcome-closest = سُردت بيانات قريبة
report-outcome-none = لا جواب فيما نُشر
report-outcome-superseded = لا يجيب إلا بيان سابق
report-outcome-opinion = رُفض: سؤال عن رأي
report-outcome-prediction = رُفض: سؤال عن توقّع
report-outcome-private = رُفض: شأن خاص أو سري
report-outcome-other-state = رُفض: شأن دولة أخرى
report-outcome-not-our-remit = أُحيل إلى جهة أخرى
report-outcome-several = عدة أسئلة في رسالة واحدة
report-outcome-too-many = أسئلة أكثر مما ينبغي في رسالة واحدة
report-outcome-too-long = أطول مما ينبغي
report-outcome-greeting = تحية
report-outcome-command = أمر غير معروف
report-outcome-empty = بلا كلمات
report-outcome-paused = الخدمة متوقفة مؤقتا

## Discord: how to use it
discord-how-to-ask = اطرحوا سؤالكم بالأمر /{ $ask } في جملة من عندكم وبأي لغة. حيث فتح المشرفون القناة يرى الجميع الإجابة، وفي غيرها لا يراها سواكم.
discord-in-direct = في المحادثة الخاصة أيضا لا ترى الخدمة إلا الأوامر، ولا تصلها الرسائل الأخرى. وإذا أضفتموها إلى حسابكم أمكنكم استخدامها في جميع الخوادم.
discord-menus = في قائمة أي رسالة، ضمن التطبيقات: «{ $published }» و«{ $exact }».
discord-kept = لا يُحفظ عنكم شيء: فلا تُسجَّل هويتكم مع سؤال ولا مع إجابة. وتُحصى الإجابات بحسب اليوم دون ربطها بأشخاص.
discord-servers-kept = ما يضبطه المشرفون لخادم ما يُحفظ إلى أن تُزال الخدمة منه.
discord-forget = يحذف الأمر /forget أيضا سؤالكم الأخير من ذاكرة التشغيل.
message-wordless = لا تحتوي هذه الرسالة على نص يمكن البحث عنه.
answered-below = الإجابة واردة أدناه ويراها الجميع.
in-thread = البيان كاملا وارد في سلسلة محادثات تحت الرسالة.
cooldown = حدد المشرفون في هذه القناة مدة انتظار بين سؤالين. الوقت المتبقي: { $wait }.
not-here = لا تجيب الخدمة في هذه القناة. يمكنكم السؤال في قناة أخرى أو في محادثة خاصة.
not-to-everyone = في هذه القناة لا تُعرض الإجابات إلا على من سأل.
changed-since = تغيّر المنشور منذ هذه الإجابة. يرجى طرح السؤال مجددا لعرض ما هو سار الآن على الجميع.

## Discord: what moderators set
settings-forbidden = لا يمكن تغيير ذلك إلا لمن يحق لهم إدارة هذا الخادم، وفي خادم أضيفت إليه الخدمة.
settings-title = كيف تجيب الخدمة في هذا الخادم
settings-server = الخادم بأكمله
settings-answers = الإجابات
settings-wait = { $wait } بين سؤالين لعضو واحد
settings-no-wait = دون انتظار
settings-posted = القنوات التي تُنشر فيها البيانات الجديدة والتصويبات وعمليات السحب
settings-none-posted = لا توجد
settings-original = كل بيان بلغته الأصلية
channel-hidden = لا يمكن للخدمة رؤية تلك القناة. يرجى منحها هناك إذن «عرض القناة» ثم المحاولة مجددا.
channel-closed = لا يحق للخدمة الكتابة في تلك القناة. يرجى منحها هناك إذن «إرسال الرسائل» ثم المحاولة مجددا.
channel-unknown = لا يوضح Discord حاليا ما إذا كان يحق للخدمة الكتابة في تلك القناة. يرجى المحاولة لاحقا.

## News in a channel
news-posted-corrected = جرى تصويب نص بيان، ونصه الآن:
news-posted-withdrawn = سحبت الوزارة بيانا:

## Discord: how long to wait, and a reply that is no longer in memory
cooldown-shown = حدد المشرفون في هذه القناة مدة انتظار قبل أن يعرض العضو شيئا على الجميع مجددا. الوقت المتبقي: { $wait }.
reply-gone = لم يعد هذا الرد متاحا. يرجى طلبه مجددا.
span-seconds = { $count ->
    [one] ثانية واحدة
    [two] ثانيتان
    [few] { $count } ثوان
   *[other] { $count } ثانية
}
span-minutes = { $count ->
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $count } دقائق
   *[other] { $count } دقيقة
}

## The report: what is too rare for a row
report-few = أقل من { $fewest } لكل مما يلي: { $names }.
