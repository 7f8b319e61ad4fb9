# 本服务的全部中文用语。

greetings = 你好, 您好, 大家好, 早上好, 上午好, 下午好, 晚上好, 早安, 嗨, 哈喽, 谢谢, 多谢, 非常感谢, 谢谢你, 谢谢您, 再见, 好的

service = 官方自动服务。仅逐字引用已发布的声明作答。
how-to-ask = 请用一句话提出您的问题。输入 /help 可查看其他用法。

as-of = 依据 { $date } 已发布且有效的内容。此后可能已被取代。
position-lead = 已发布的声明指出：
label-issuer = 发布机构
label-date = 日期
label-language = 语言
label-source = 来源
moment = { $date } { $time }（协调世界时）
fact = { $label }：{ $value }
official-translation = 原文语言：{ $original }。此为官方译文。
no-translation = 未发布此语言的官方译文：{ $language }。现显示原文：{ $original }。
replaces = 取代 { $date } 的立场：{ $title }

closest-lead = 无法确定已发布的声明能否回答此问题。以下声明可能有答案：
no-position = 未找到能回答此问题的已发布声明。
ask-ministry = 您可以直接向本部提问：
label-website = 网站
label-email = 电子邮件
label-phone = 电话
elsewhere = 其他事项请联系：

## 无论已发布何种内容均不作答
refused-opinion = 此问题询问个人看法，本服务不发表看法，但可引用本部就此议题发布的内容。
refused-prediction = 此问题要求作出预测，本服务不作预测，但可引用已决定或已宣布的内容。
refused-private = 此问题涉及私人或保密事项，本服务不提供此类信息，但可引用本部已发布的声明。
refused-other-state = 此问题询问其他国家或机构的看法或计划，本部不代其表态。本服务可引用本部自身对此议题的立场。
refused-remit = 此问题似不属于本部职责范围。本服务只能引用本部已发布的内容。
turn-to = 请联系：

## 已不再是立场的内容
former-ended = 现行有效的声明均未回答此问题。以下声明有效期至 { $until }，已不再代表本部的立场：
former-superseded = 现行有效的声明均未回答此问题。以下声明已于 { $until } 被取代，不再代表本部的立场：
former-replaced-by = 取代该声明的是：

## 一条消息含多个问题
several-lead = 您的各个问题分别答复如下。
too-many = 您的消息含有 { $count } 个问题，每次最多可答复 { $limit } 个。请每次发送不超过 { $limit } 个问题。

## 不是问题的文字
empty = 请用文字写出您的问题。
too-long = 您的问题共 { $length } 个字符，最多可读取 { $limit } 个字符。请缩短后再问。
unknown-command = 没有 { $name } 这个命令。输入 /help 可查看用法。

placeholder = 请提问，或输入 /help
hint = 输入 /help 可查看用法，输入 /quit 可退出。
opening = 正在打开已发布的声明……
searching = 正在检索已发布的声明……
leaving = 正在关闭……
help-lead = 请输入问题，或下列命令之一：
help-help = 显示此列表
help-language = 显示或选择回答所用的语言
help-sources = 列出上一条回复提到的声明及其链接
help-quit = 退出
language-automatic = 每个问题均以提问的语言回答。
language-fixed = 回答所用语言（以已发布的文本为限）：{ $language }
language-choices = 如需选择，请输入 /language 加语言代码（{ $codes }），或 /language auto。
language-unknown = 这不是语言代码：{ $code }。
sources-none = 上一条回复没有提到任何声明。
sources-replaced = 已被取代
sources-ended = 已不再有效

## 核对引文
verify-exact = 此为已发布声明的逐字引文：
verify-part = 该文本只引用了句子的一部分，全句为：
verify-others = 相同文字亦见于：
verify-altered = 此非逐字引文。与已发布声明相符的文字占 { $share }%，差异已标出：
verify-marks = [-…-] 为已发布而此处缺失的文字；{ "{" }+…+{ "}" } 为已发布文本中没有的文字。
verify-ignored = 不属于引文，未予核对：{ $text }
verify-similar = 没有任何已发布的声明含有这些文字。以下声明内容相近：
verify-not-found = 未在任何已发布的声明中找到这些文字。
verify-too-short = 至少需要 { $words } 个词（中文 { $characters } 个字）方可识别引文。
verify-too-long = 该文本共 { $length } 个字符，最多可核对 { $limit } 个字符。
verify-withdrawn = 请注意：本部已撤回此声明。
verify-superseded = 请注意：此声明已被取代，不再代表当前立场。
verify-ended = 请注意：此声明已不再有效。
verify-usage = 请输入 /verify，后接需要核对的文本。
label-standing = 状态

## 专题与立场的演变
stands = 自 { $since } 起有效
stands-until = 自 { $since } 起有效，有效期至 { $until }
stood-ended = 有效期为 { $since } 至 { $until }
stood-superseded = 自 { $since } 起有效，{ $until } 被取代
stood-withdrawn = 自 { $since } 起有效，{ $until } 撤回
stood-withdrawn-too = 其后已撤回
replaced-by = 取代此声明的是：{ $title }
valid-until = 有效期至 { $until }
topics-lead = 专题及现行有效声明的数目：
topics-more = 输入 /history 加专题，可查看立场的演变。
topics-none = 尚未发布任何声明。
listed-lead = 现行有效的声明（由新到旧）：
listed-none = 没有与此有关的现行有效声明。
page = 第 { $number } 页，共 { $pages } 页
timeline-lead = 该专题的全部声明（按发布先后）：
history-lead = 此立场的演变：
history-alone = 此声明未取代其他声明，亦未被取代：
history-unknown = 没有名为 { $name } 的专题或已发布的声明。输入 /topics 可查看专题列表。
help-verify = 核对文本是否为引文：/verify 加文本
help-topics = 列出专题
help-latest = 列出最新声明
help-history = 显示某一专题立场的演变：/history 加专题

## Telegram：使用方法
telegram-how-to-ask = 请用一句话提问，任何语言均可。命令列于菜单，也可输入 /help 查看。
telegram-in-groups = 在群组中，请写 /ask 加问题、提及本服务，或回复本服务的消息。除此之外的内容一概不读取。
telegram-inline = 在任何聊天中，可输入 { $name } 和几个词，查找已发布的声明并连同来源一起发送。
telegram-verify-usage = 请在 /verify 后写上要核对的文字，或用 /verify 回复含有该文字的消息。
ask-usage = 请在 /ask 后写上问题。
wordless = 此处只能读取文字。请用文字提问。
only-in-private = 这属于个人选择，请在与本服务的私人聊天中进行。
button-private = 打开私人聊天
inline-ask = 向外交部提问
bot-description = 外交部官方自动服务。请用自己的话提问：本服务只逐字引用已发布的声明作答，并注明日期和来源；没有已发布的内容可以作答时，会如实说明。问题不予保存。
bot-short-description = 官方自动服务：逐字引用已发布的声明作答。

## Telegram：菜单中的命令
command-ask = 提问
command-topics = 按专题浏览声明
command-latest = 最新声明
command-verify = 核对文字是否为引文
command-history = 某一专题的立场如何变化
command-subscribe = 选择接收哪些通知
command-unsubscribe = 取消订阅
command-language = 选择回答语言
command-help = 可以输入的内容
command-about = 本服务简介及人工联系方式
command-privacy = 保存哪些内容、保存多久
command-forget = 删除所保存的有关您的一切内容

## Telegram：按钮
button-whole = 声明全文
button-languages = 其他语言
button-others = 其他相关声明
button-yes = 回答了我的问题
button-no = 没有回答
button-history = 立场变化
button-topics = 所有专题
button-back = ‹ 上一页
button-on = 下一页 ›
button-automatic = 随提问语言
button-all-topics = 所有专题
button-corrections = 已向我显示的声明的变动
button-unsubscribe-all = 取消全部订阅
button-old = 此按钮已停用。输入 /help 可查看能够输入的内容。

## Telegram：回复
statement-gone = 该声明已不在此处发布的声明之列。输入 /latest 可查看最新声明。
topic-gone = 该专题已没有声明。输入 /topics 可查看专题列表。
languages-lead = 该声明以下列语言发布：
others-lead = 下列已发布的声明也与该问题相关：
topics-choose = 请选择专题。数字表示有效声明的数量。
histories-choose = 请选择专题，查看相关立场如何变化。
topic-count = { $name }（{ $count }）
language-choose = 请选择回答语言：
subscribe-lead = 请选择希望接收新声明的专题：
subscribe-corrections = 如您愿意，在已向您显示的声明被更正、撤回或取代时，也会通知您。为此，本服务会保存向您显示过的声明的清单。
unsubscribe-lead = 请选择要取消的订阅：
unsubscribe-none = 您没有订阅。
thanks-yes = 谢谢。统计时不记录您的姓名。
thanks-no = 谢谢。统计时不记录您的姓名。输入 /about 可查看外交部的联系方式。
busy = 本服务目前收到的问题很多，未能回答您的问题。请一分钟后再次提问。
slow-down = 短时间内消息过多，请稍候一分钟。
trouble = 由于技术故障，未能回复您的消息。请稍后再试。
forgotten = 所保存的有关您的一切内容均已删除。

## Telegram：关于本服务
about-can = 本服务查找能够回答问题的已发布声明，并连同标题、日期、语言和链接加以引用。还可按专题列出声明、显示立场如何变化、核对引文。
about-cannot = 本服务没有观点，不作预测，不自行撰写有关政策的文字，也不能处理个人事务。
about-human = 如需联系外交部工作人员：
privacy-questions = 您的问题在答复后立即删除；最后一个问题会在工作内存中保留十分钟，以便理解后续提问。您的姓名以及可据以识别您的号码均不以可读形式保存。
privacy-kept = 只保存您选择的内容：语言、订阅，以及在您希望获知变动时，曾向您显示过哪些声明。回答按日计数，不与个人关联。
privacy-forget = 输入 /forget 可立即全部删除。

## Telegram：通知
news-new = 新声明：
news-corrected = 曾向您显示的一份声明的文字已更正，现为：
news-withdrawn = 外交部已撤回曾向您显示的一份声明：
news-superseded = 曾向您显示的一份声明已被取代：
news-end = 您收到此消息是因为您曾提出要求；输入 /unsubscribe 或 /forget 即可停止。
