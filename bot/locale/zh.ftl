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
privacy-kept = 关于您，只保存您选择的内容：语言、订阅，以及在您希望获知变动时，曾向您显示过哪些声明。回答按日计数，不与个人关联。
privacy-forget = 输入 /forget 可立即全部删除。

## Telegram：通知
news-new = 新声明：
news-corrected = 曾向您显示的一份声明的文字已更正，现为：
news-withdrawn = 外交部已撤回曾向您显示的一份声明：
news-superseded = 曾向您显示的一份声明已被取代：
news-end = 您收到此消息是因为您曾提出要求；输入 /unsubscribe 或 /forget 即可停止。

## The service paused
paused = 本服务目前暂停，不提供答复。请稍后再试。

## Discord：命令和选项的名称。小写，不含空格，最多32个字符。
name-ask = 提问
name-verify = 核对
name-history = 沿革
name-latest = 最新
name-topics = 专题
name-statement = 声明
name-help = 帮助
name-about = 关于
name-privacy = 隐私
name-forget = 删除记录
name-settings = 设置
name-show = 查看
name-where = 范围
name-cooldown = 间隔
name-announcements = 通告
name-question = 问题
name-language = 语言
name-only-for-me = 仅自己可见
name-text = 文字
name-topic = 专题
name-title = 标题
name-channel = 频道
name-answers = 回答
name-seconds = 秒数
name-on = 启用

## Discord：命令和选项的用途，最多100个字符；菜单最多32个字符。
menu-published = 有何相关声明？
menu-exact = 引文是否准确？
command-statement = 按标题选择并查看声明
command-settings = 本服务在此服务器中何处及如何回答
settings-show = 查看本服务在此服务器中的设置
settings-where = 选择本服务在何处回答、谁能看到回答
settings-language = 选择在无法辨别提问语言时的回答语言
settings-cooldown = 选择成员两次提问之间的间隔
settings-announcements = 在频道中发布新声明、更正和撤回
option-question = 您的问题，请用自己的话写成一句
option-answers-in = 回答语言
option-only-for-me = 仅您能看到回答
option-text = 要核对的文字
option-topic = 专题
option-topic-or-statement = 专题或声明
option-title = 声明的标题
option-place = 频道；不选则为整个服务器
option-channel = 发布通告的频道
option-answers = 谁能看到回答
option-language = 语言
option-seconds = 成员两次提问之间的秒数，0表示不限
option-on = “是”为开始，“否”为停止
answers-publicly = 公开
answers-privately = 仅提问者
answers-nowhere = 不回答
button-everyone = 向所有人显示

## 运营方选择保存时的问题
privacy-questions-kept = 没有已发布内容可以回答的问题，以及您否定其答复的问题，会保存 { $days } 天，以便本部了解缺少什么：其中不含姓名、号码和地址，加密保存，也没有任何与您相关联的信息。其他问题答复后立即删除；最后一个问题在内存中保留十分钟，以便理解随后的追问。
bot-description-kept = 本部官方自动服务。请用自己的话提问：它只逐字引用已发布的声明作答，并注明日期和来源；若已发布内容无法回答，会如实说明。发送 /privacy 可了解保存哪些内容。

## 供工作人员使用的报告
report-title = 提问与答复情况
report-period = { $since }至{ $until }
report-rounded = 根据每日计数编制，无法从中识别任何人。数字按 { $step } 的倍数取整；少于 { $fewest } 的不显示。
report-made = 编制日期：{ $date }。
report-brief = 概要
report-questions = 提问数
report-answered = 展示了已发布内容的提问
report-half-within = 半数提问的答复用时
report-most-within = 95% 提问的答复用时
report-helped = 在有评价的答复中，被认为正确的
report-by-day = 按日统计的提问
report-by-week = 按周统计的提问
report-by-outcome = 按结果统计的提问
report-by-platform = 按平台统计的提问
report-by-language = 按语言统计的提问
report-by-topic = 按所展示声明的主题统计的提问
report-statements = 展示最多的声明
report-votes = 这是所求的答复吗？
report-missing = 最常被认为不是答复的声明
report-times = 答复用时
report-reach = 覆盖范围
report-gaps = 未得到答复的提问
report-day = 日期
report-outcome = 结果
report-platform = 平台
report-language = 语言
report-topic = 主题
report-statement = 声明
report-vote = 公众评价
report-time = 用时
report-what = 项目
report-number = 数量
report-share = 占比
report-table = 以表格显示数字
report-fewer = 少于 { $fewest }
report-peak = 最多：{ $name }，{ $number }。
report-listed = 数量少于 { $fewest } 的声明未列出。
report-vote-helped = 是
report-vote-missed = 否
report-within = { $seconds } 秒以内
report-longer = 更久
report-topic-none = 未展示声明
report-reach-note = 对话只计数而不保存；服务重启当天，部分对话会计两次。
report-reach-chats = 日均提问的对话
report-reach-busiest = 最繁忙一日提问的对话
report-reach-subscribers = 订阅者
report-reach-servers = 服务器
report-gaps-off = 此处不保存提问，因此无法说明其内容。
report-gaps-note = 没有已发布内容可以回答或答复被否定的提问，按含义归组；每组以其中一个提问为例，不含姓名、号码和地址。较小的组不显示。
report-gaps-none = 没有足够大的组可供显示。
report-gap-asked = 提问次数：{ $number }；语言：{ $languages }
report-gap-nearest = 最接近的声明：
report-outcome-position = 展示了一项声明
report-outcome-closest = 列出了相近的声明
report-outcome-none = 已发布内容无法回答
report-outcome-superseded = 只有先前的声明可以回答
report-outcome-opinion = 不予答复：询问个人意见
report-outcome-prediction = 不予答复：要求预测
report-outcome-private = 不予答复：涉及隐私或机密
report-outcome-other-state = 不予答复：属他国事务
report-outcome-not-our-remit = 转介其他机构
report-outcome-several = 一条消息中有多个问题
report-outcome-too-many = 一条消息中问题过多
report-outcome-too-long = 过长
report-outcome-greeting = 问候
report-outcome-command = 未知命令
report-outcome-empty = 没有文字
report-outcome-paused = 服务暂停

## Discord: how to use it
discord-how-to-ask = 请用 /{ $ask } 以一句话提问，语言不限。管理员已开放的频道中，所有人可见回答；其他情况下仅您可见。
discord-in-direct = 在私聊中，本服务同样只能看到命令，其他消息不会送达。将其添加到您的账号后，可在所有服务器中使用。
discord-menus = 在任意消息的菜单中，“应用”一栏下有：“{ $published }”和“{ $exact }”。
discord-kept = 不保存任何关于您的信息：无论提问还是回答，均不记录您的身份。回答按日计数，不涉及个人。
discord-servers-kept = 管理员为服务器所作的设置，保存至本服务被移出该服务器为止。
discord-forget = 输入 /forget 还会将您的最后一个问题从工作内存中删除。
message-wordless = 此消息中没有可供查询的文字。
answered-below = 回答见下方，所有人可见。
in-thread = 声明全文见该消息下的子区。
cooldown = 管理员已在此频道设定两次提问之间的等待时间。剩余时间：{ $wait }。
not-here = 本服务不在此频道作答。您可以在其他频道或私聊中提问。
not-to-everyone = 在此频道中，回答仅提问者可见。
changed-since = 自该回答作出以来，已发布的内容有所变动。请重新提问，以便向所有人显示现行内容。

## Discord: what moderators set
settings-forbidden = 仅有权管理本服务器的人员可以更改此设置，且本服务须已添加到该服务器。
settings-title = 本服务在此服务器中的作答方式
settings-server = 整个服务器
settings-answers = 回答
settings-wait = 每位成员两次提问间隔{ $wait }
settings-no-wait = 无需等待
settings-posted = 发布新声明、更正及撤回消息的频道
settings-none-posted = 无
settings-original = 每份声明以其原文语言发布
channel-hidden = 本服务无法看到该频道。请在该频道授予“查看频道”权限，然后重试。
channel-closed = 本服务无权在该频道发言。请在该频道授予“发送消息”权限，然后重试。
channel-unknown = Discord 目前未说明本服务能否在该频道发言。请稍后重试。

## News in a channel
news-posted-corrected = 一份声明的文本已更正，现为：
news-posted-withdrawn = 外交部已撤回一份声明：

## Discord: how long to wait, and a reply that is no longer in memory
cooldown-shown = 管理员已在此频道设定成员再次向所有人显示内容之前的等待时间。剩余时间：{ $wait }。
reply-gone = 此回复已不再保留。请重新查询。
span-seconds = { $count } 秒
span-minutes = { $count } 分钟

## The report: what is too rare for a row
report-few = 以下各项均少于 { $fewest }：{ $names }。
