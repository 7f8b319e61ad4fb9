# 本服务的全部中文用语。

greetings = 你好, 您好, 大家好, 早上好, 上午好, 下午好, 晚上好, 早安, 嗨, 哈喽

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
