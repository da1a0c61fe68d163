// Words that programmers use for one thing, and what Chinese words of the trade are called in code.

/** Each line: words that stand for each other in identifiers and comments. */
const sameThings = `
delete remove clear clean purge erase drop
create make build new generate construct
find search lookup locate query
get fetch read load retrieve obtain
set assign write store save put
send emit dispatch post transmit
error exception failure fail
config configuration settings options preferences
argument arg parameter param
directory dir folder path
environment env
regex regexp pattern
message msg
number num count
string str text
function fn func callback handler
request req
response res reply answer
context ctx
initialize init setup start bootstrap
stop end close shutdown finish abort cancel
dispose destroy teardown finalize unsubscribe release
convert transform cast coerce translate map
parse decode read tokenize
serialize encode stringify write
compress minify shrink deflate
verify validate check ensure assert
compare equal same match diff
join merge combine concat concatenate
split divide separate partition
change modify update edit mutate
repeat retry again attempt
delay backoff wait timeout pause
cache memoize remember store
print log output report format
version semver
image picture icon
user account person member
login signin authenticate auth
permission access authorize allow
password secret credential
database db
index idx position offset
length size
maximum max limit
minimum min
previous prev last
temporary temp tmp
identifier id key
reference ref link
document doc
source src input
destination dest target
button control widget
colour color
asynchronous async await promise
synchronous sync
parallel concurrent concurrency worker thread
address host url uri
domain dns hostname
proxy tunnel
choose select pick
hide hidden invisible
show display render visible
sort order
old outdated stale obsolete
unused unread
chunk piece part fragment
export exported
import imported require
bytes buffer binary
queue enqueue
event listener emitter
subscribe subscription
copy clone duplicate
default fallback
drop discard ignore skip
inherit inheritance extend prototype
hook hooks middleware
immutable readonly frozen
sanitize escape protect
restore revert rollback reset
replace substitute
`;

/** Chinese words of the trade, with what they are called in code; longer words stand for themselves. */
const chinese = `
文件 file
文件夹 folder directory dir
目录 directory folder dir
路径 path
输出 output
输入 input
读取 read load
写入 write
磁盘 disk file
保存 save store
清理 clean clear remove
清空 clear empty
删除 delete remove
添加 add append
新增 add create
创建 create make
更新 update
修改 change modify update
查找 find search
搜索 search find
查询 query find
请求 request
响应 response reply
请求体 body request
请求头 header headers
消息 message
错误 error
异常 exception error
失败 fail failed failure
重试 retry
重定向 redirect
超时 timeout
延迟 delay
缓存 cache
持久化 persistent persist cache store
会话 session
配置 config configuration options
设置 set settings option
选项 option options
参数 argument parameter params
返回 return
函数 function
方法 method
变量 variable variables var
常量 constant const
类型 type
接口 interface
模块 module
组件 component
插件 plugin
依赖 dependency dependencies
导入 import
导出 export
使用 use used
未使用 unused
声明 declare declared declaration
规则 rule
检查 check validate
校验 validate check
验证 verify validate
解析 parse parser
序列化 serialize
反序列化 deserialize
编码 encode
解码 decode
转换 convert cast transform
格式化 format
字符串 string
数字 number
整数 integer int
日期 date
时间 time
时间戳 timestamp timestamps
定时器 timer interval timeout
数组 array
列表 list
对象 object
集合 collection set
映射 map
键 key
值 value
索引 index indexes
表 table
数据库 database
事务 transaction
模型 model
名称 name
用户 user
登录 login signin
注册 register
权限 permission access
密码 password
密钥 key secret
令牌 token
认证 authentication auth
加密 encrypt crypto
签名 sign signature
哈希 hash
日志 log logger logging
记录器 logger recorder
记录 record log
命令行 cli command line
命令 command
退出码 exit code
退出 exit quit
进程 process
线程 thread worker
并发 concurrent concurrency parallel
异步 async asynchronous
同步 sync synchronous
队列 queue
事件 event
监听 listen listener
订阅 subscribe subscription
取消订阅 unsubscribe
取消 cancel abort
钩子 hook hooks
回调 callback
中间件 middleware
路由 route router
代理 proxy
服务器 server
客户端 client
连接 connection connect
网络 network
端口 port
地址 address url host
域名 domain hostname dns
限制 limit max
大小 size length
长度 length
数量 count number
顺序 order sequence
排序 sort order
过滤 filter
分页 page pagination
进度 progress percent
百分比 percent percentage progress
构建 build compile compilation
编译 compile compiler
打包 bundle pack
压缩 compress minify
合并 merge combine
拆分 split
测试 test
模拟 mock fake
调试 debug
警告 warning warn
颜色 color colour
样式 style css
按钮 button
窗口 window
页面 page
渲染 render
显示 show display
隐藏 hide
图片 image picture
字体 font
上传 upload
下载 download
价格 price
费用 cost fee
计算 compute calculate
金额 amount money
订单 order
重量 weight
执行 run execute
运行 run execute
启动 start
停止 stop
初始化 init initialize
销毁 destroy dispose
注释 comment
代码 code
语法 syntax
表达式 expression
循环 loop
条件 condition
版本 version
环境变量 environment env
默认 default
旧 old stale
`;

function linesOf(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

/** Other words for one word, in lower case. */
export const sameAs: ReadonlyMap<string, readonly string[]> = (() => {
  const others = new Map<string, readonly string[]>();
  for (const words of linesOf(sameThings))
    for (const word of words)
      others.set(word, [
        ...(others.get(word) ?? []),
        ...words.filter((other) => other !== word && !others.get(word)?.includes(other)),
      ]);
  return others;
})();

/** What a Chinese word is called in code. */
export const fromChinese: ReadonlyMap<string, readonly string[]> = new Map(
  linesOf(chinese).map(([word = '', ...english]) => [word, english]),
);

/** Characters of the longest Chinese word. */
export const longestChinese = Math.max(...[...fromChinese.keys()].map((word) => word.length));
