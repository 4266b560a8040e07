/** The words for each thing that the topics speak of, in both languages. Matched against lower-case NFKC text. */
export const TERMS = {
  backup: /\bback(?:s|ed|ing)?[ -]?ups?\b|バックアップ|ジョブ|\bjobs?\b/,
  enable:
    /\b(?:enabl|activat|onboard)|\b(?:turn|switch)(?:s|ed|ing)? (?:\w+ ){0,3}on\b|\bset(?:ting)?(?: \w+)?[ -]?up\b|\bconfigur|\bprotect(?:ing|ion)?\b|\bget started\b|\badd(?:ing)? (?:\w+ ){1,4}to (?:the )?backup|\bbring (?:\w+ ){1,4}under|\b(?:start|begin)(?:ning|ing)? (?:using|to use|with)\b|\bget (?:\w+ ){1,4}(?:protected|backed up)\b|有効|オンにする|構成(?:し|する|方法|手順)|設定(?:方法|手順|の仕方|のやり方|する|し)|セットアップ|(?:バックアップ|保護)(?:の)?対象に(?:する|した|加|追|含|入|いれ)|導入(?:方法|手順|する|し)|保護(?:する|し(?:たい|て|始め))|(?:始め|はじめ)(?:方|る|たい|かた|には)|使い始め/,
  steps:
    /\bsteps?\b|\bprocedure|\bprerequisite|\bwhat (?:do|should) (?:i|we) (?:need|do)\b|\b(?:need|have) to do\b|\bneed(?:ed|s)? (?:\w+ ){0,3}(?:before|for|to)\b|\brequirements?\b|手順|ステップ|流れ|前提|準備|(?:必要|やる|すべき|する)(?:な)?(?:もの|こと|作業)|何が必要|何をすれば/,
  how: /\bhow (?:do|does|can|to|would|should|is|are)\b|\bway to\b|どうやって|方法|やり方|仕方|どうすれば|するには|どうや(?:る|ん|り)|仕組み|どう(?:動|いう)|どのように|\bwhat (?:should|do|can|must) (?:i|we)\b|何(?:を|から)?(?:確認|チェック|見|し)(?:すれ|し|れ)?(?:たら|ば)|(?:したら|すれば)(?:いい|よい|良い|ええ)/,
  long: /\bhow (?:long|many (?:minutes|mins?|hours|hrs?)|much time|fast|quick|soon)|\bduration|\bhow much longer\b|\b(?:long|longer|longest|forever|ages)\b|\bslow\b(?! (?:\w+ ){0,3}down)(?! (?:the|my|our|down)\b)|\bhours?\b|\btakes? (?:\w+ ){0,3}(?:time|minutes)|\btime (?:\w+ ){0,4}takes?\b|\bwhen (?:\w+ ){0,4}(?:finish(?!ed\?)|be (?:done|over|through|ready)|end|complete)|\b(?:at|by) what time (?:\w+ ){0,4}(?:finish|done|over)|\bfinish(?:es)? by\b|\bmax(?:imum|imal)? (?:time|duration)|所要|最長|最大(?:で)?(?:何|どの)|(?:どの|どれ)(?:く|ぐ)らい.{0,12}(?:かか|時間|長|終|待)|(?:時間|何分|日数).{0,8}かか|かか(?:る|り|って|った)|何分(?!後)|何時間(?!後に?始)|時間(?:は|が|も)(?:変わ|伸び|延び|増え)|長(?:い|く|すぎ)|遅い|いつ(?:頃|ごろ|まで)?に?(?:終わ|完了|かか)|何時(?:頃|ごろ)?(?:に|まで)?に?(?:終わ|完了|かか)|終わら(?:ない|ず)|(?:実行|処理|バックアップ|取得|平均|完了までの)の?時間(?!帯)/,
  estimate:
    /\bestimat|\bpredict|\bforecast|\beta\b|\b(?:remaining|left)\b|\bcalculate|\bprogress bar|見積|予測|予想|見込|目安|残り時間|計算|あとどの|(?:終了|完了)(?:予定|時刻)|\bend time|読め(?:る|ない|ます)/,
  size: /\bsizes?\b|\bcapacity|\bbig(?:ger)?\b|\blarge[r]?\b|\bhow many disks|\bnumber of disks|\b(?:tb|gb)\b|\bdisks?\b|容量|サイズ|本数|ディスク|大き(?:い|さ|な)/,
  start:
    /\bstart(?:s|ed|ing)?\b|\bbeg[iau]n|\bkick|\blaunch|\bfires?\b|\bruns? at\b|開始|始まら|始まる|始まっ|始まり|\bwhen (?:do|does|will) (?:\w+ ){1,4}run\b|スタート|走(?:る|ら|り)|動(?:き出|きだ|く)|実行され/,
  late: /\blate[r]?\b(?! (?:backup|one|run|job)s?\b)|\bdelay|\bon time\b|\bexact|\bpunctual|\bwindow\b|\bwithin\b|\bsharp\b|\bnot (?:yet )?(?:start|begin|begun)|\b(?:didn't|doesn't|did not|does not|hasn't|has not|haven't) (?:\w+ ){0,2}(?:start|begin|begun|run|kick)|\bstill (?:has|hasn't|not)\b|\bminutes after\b|遅れ|遅延|ずれ|ズレ|ぴったり|ピッタリ|ちょうど|(?:時間|時刻|予定|定刻)(?:通|どお|とお)り|ウィンドウ|(?:まだ)?始まらな|開始(?:され|し)な|幅|何分後|時間以内|すぎても|過ぎても|はずなのに|動いて(?:い)?な/,
  sched:
    /\bschedul|\bpolicy\b|\bplanned\b|\bconfigured time|\bset time\b|\b\d{1,2}(?::\d\d| ?[ap]m)\b|スケジュール|予定|ポリシー|設定(?:した)?時(?:刻|間)|指定(?:した)?時|定刻|\d{1,2}時(?!間)/,
  when: /\bwhen\b|\bwhat time|\bwhich (?:time|hours?)|\btime (?:of|slot|frame|to|for)\b|\b(?:best|good|right|ideal|bad) time|\btiming|時間帯|何時(?!間)|いつ|タイミング|時刻|夜(?:間|中)?に|昼(?:間)?に|日中/,
  hours:
    /\b(?:business|office|working|off|peak|night|quiet|opening|core|rush|late) ?-?hours|\b(?:at|by|in the|during the|or|and|than) (?:mid)?nights?\b|\bis (?:the )?night\b|\bovernight\b|\b(?:night|day) ?-?time|\bduring the (?:day|night)|\bby day\b|\bweekends?\b|\bweekdays?\b|\bquietest|\bleast (?:busy|used|loaded)|\bmonth-?end|\boff-?peak|\bpeak\b|\b(?:at |around |before |after )?(?:noon|midday|midnight|lunch(?: ?time)?)\b|\b(?:in the |early |late |mid-?)+(?:morning|afternoon|evening)|時間帯|昼(?:間|休み|に|の|も|と|か)|お昼|正午|早朝|明け方|(?<![今昨毎前])夜(?:中|に|の|と|か)|休日|平日|週末|月末|始業|終業|定時(?:後|内)|ピーク|混(?:む|雑)|空いて|業務時間|営業時間|就業時間|夜間|深夜|日中|昼間|(?:おすすめ|オススメ|お勧め|お薦め|推奨|最適|ベスト|適切|良い|いい|よい)(?:の|な)?(?:開始)?(?:時間|時刻|タイミング)/,
  make: /\bcreat|\bmake\b|\bbuild|\bset(?:ting)? up\b|作(?:る|り|成|れ|ら)|用意/,
  policy: /\bpolic(?:y|ies)\b|ポリシー/,
  repair: /\brepair|\bafter (?:\w+ ){0,2}restor|\bfix\b|修復|修正|復元(?:した|の)?後|直(?:す|し)/,
  normal: /\bnormal\b|\busual|\bexpected\b|正常|普通|ふつう|通常|想定/,
  slow: /\bslow|\blonger\b|遅く|長く|遅い/,
  happens:
    /\bwhat(?:'s| is| does| will)? (?:\w+ )?(?:happen|going on|it do)|何が(?:起き|行われ)|何をして|どうな(?:る|り)/,
  command: /\bcommands?\b|コマンド/,
  takes: /かか(?:る|り|っ)|\btak(?:es?|ing)\b/,
  why: /\bwhy\b|\bcauses?\b|\breasons?\b|\bwhat to do\b|なぜ|何故|どうして|原因|対処|理由/,
  cancel: /\bcancel|\babort|キャンセル|中止|取り消/,
  best: /\bbest\b|\bgood\b|\bright\b|\brecommend|\bideal|\bshould\b|\bbetter\b|\bavoid|\bbad\b|\badvi[sc]|\bsuggest|\boptimal|\bpick\b|\bchoose|最適|推奨|(?:おすす|お勧|オスス|お薦)め|べき|いい|良い|よい|良さ|避け|適切|ベスト|望まし|選(?:ぶ|び|べ)|(?:決め|設定し)(?:方|れば|たら)/,
  load: /\bload\b|\bbusy\b|\bpeak\b|\bperform|\bcpu\b|\bi\/?o\b|\bslow(?:s|ed|er|ing)?\b(?= (?:\w+ ){0,3}(?:down|vms?|servers?|machines?|apps?|applications?|users?|us)\b)|\bimpact|\baffect|\beffects?\b|\boverhead|\bresources?\b|\bbusiness hours|\boff[- ]?hours|\bquiet\b|\bheavy\b|\bmemory\b|\blag|\bslower\b|\bdisturb|\bnotic(?:e|es|ed|eable)\b|\bfeel\b|\binterrupt|\bdown ?time|\bdegrad|\bhurt|\bthrottl|\bsluggish|\bhamper|\bunresponsive|\bsuffer|\bbother|\bannoy|\btrouble (?:our|my|the)|\bcomplain|\bhinder|\bharm|\bget in the way|不便|困(?:る|り|ら)|妨げ|\bpenalty|\bthroughput|\blatency|\bbandwidth|負荷|性能|パフォーマンス|重(?:く|い|たく)|影響|支障|気(?:づ|付)(?:く|き|か)|体感|ダウンタイム|瞬断|迷惑|邪魔|もたつ|レスポンス|応答|遅く(?=な(?:る|り|っ))|ピーク|業務時間|営業時間|閑散|繁忙|忙し|夜間|日中|空いて|メモリ/,
  snapshot: /\bsnap ?shots?\b|\btake snapshot|スナップショット|スナショ|スナップ|静止点/,
  transfer:
    /\btransfer|\bcop(?:y|ies|ied|ying)\b|\bupload|\bmov(?:e|ed|ing) (?:\w+ ){0,3}to (?:the )?vault|転送|コピー|アップロード/,
  phase:
    /\bphases?\b|\bstages?\b|\bsub-?tasks?\b|\btasks?\b|\bparts?\b|フェーズ|段階|工程|サブタスク|処理の流れ|流れ|内訳|内部で何|中身/,
  extension:
    /\bextensions?\b|\bagents?\b|\bvmsnapshot|\bplug-?in|iaasvmprovider|拡張機能|エージェント(?!レス)|エクステンション|プラグイン/,
  install:
    /\binstall|\badd(?:s|ed)?\b|\bput(?:s)?\b|\bchang(?:e|es|ed|ing)\b|\bmodif|\bregister|\bsoftware\b|\btouch(?:es)?\b|\bdeploy|インストール|入(?:る|り|れ|って)|追加|変更|変わ|導入され|加わ|勝手に|ソフト|モジュール|ライブラリ|コンポーネント|\bcomponents?\b|\blibrar(?:y|ies)|\bpackages?\b/,
  os: /\bos\b|\boperating system|\bguests?\b|\b(?:in|on|to|into) (?:the |my |a |our )?(?:vm|server|machine|windows|linux)\b|\bservices?\b|ゲスト|サーバーに|サーバに|サーバー側|vmに|vm内|vmの中|windowsに|linuxに|サービス/,
  runtime: /visual ?c|redistributable|vc\+\+|\bc\+\+|vc_?redist|再頒布|ランタイム|14\.40|12\.0\.40660/,
  vss: /\bvss\b|volume shadow|shadow cop|vssadmin|ボリューム ?シャドウ|シャドウ ?コピー|vss/,
  script: /\bscripts?\b|\bpre-?script|\bpost-?script|スクリプト|前処理|後処理|\bhooks?\b/,
  freeze: /\bfreez|\bfrozen|\bfsfreeze|\bthaw|\bquiesc|静止(?!点)|凍結|フリーズ/,
  halt: /(?<!without )\b(?:stop|paus|halt|flush|lock|suspend|quiesc|freez)\w*|\bfrozen\b|(?<!割り当て)停止(?!中|状態|済)|静止(?!点)|凍結|フリーズ|止め(?!ず|な)|一時停止|ロックし|フラッシュ/,
  still: /静止点|\bquiescent point|\bpoint in time/,
  aDay: /\bhalf a day\b|\bpast midnight\b|\bnext day\b|\bby (?:the )?morning\b|\bbefore (?:work|morning|office hours)\b|半日|朝までに?(?:終|完|かか|間)|始業(?:まで|前)に|何日(?:も)?かか|長時間|(?<!last |past |previous |recent )\b(?:24|twenty-?four) ?h(?:ou)?rs?\b|\b(?:within|in|than|take|takes|need|needs|for) (?:a|one|1|the same) (?:whole |full |single )?day\b|\b(?:a|one) (?:whole|full|entire) day\b|\b(?:all|whole) day\b|\b(?:next|following) (?:morning|day)\b|(?<!(?:直近|過去|ここ|この)の? ?)(?:24|二十四)時間|(?:丸|まる)(?:一|1)日|(?:一|1)日(?:以上|以内|を超|で終|中に|かか|あれば)|翌(?:朝|日)(?:まで|に)|日(?:を)?(?:また|跨)/,
  end: /\b(?:end|ends|finish|finishes|complete|completes|done|over|through)\b|終わ|完了|終了|間に合/,
  who: /\bwho(?:ever)? (?:starts|triggers|runs|launches|initiates|takes|makes|does|creates|kicks)\b|\bby (?:whom|itself)\b|\b(?:azure|microsoft|you) or (?:me|us|we|i|the user)\b|\b(?:me|us|i|we) or (?:azure|microsoft|you)\b|それとも|誰が.{0,12}(?:する|ます|るの)|(?:azure|マイクロソフト)(?:側)?が(?:自動|勝手)/,
  gone: /\bdelet|\bpurg|\bprun|\bexpir|\bremoved?\b|\bdisappear|\bgo away|\bgone\b|消え|消さ|消去|削除|なくな/,
  before: /\bbefore\b|\bprior to\b|\bbeforehand|\bfirst\b(?= (?:and|then))|前に|直前|手前|まえに|前後/,
  svc: /\bservices?\b(?! vault)|サービス/,
  may: /\b(?:can|could|may|might) (?:i|we|one|you|somebody|anyone)\b|\bpossible\b|\ballowed\b|(?:でき|出来)(?:る|ますか|ませんか)|可能/,
  people:
    /\busers?\b|\bpeople\b|\bstaff\b|\bcustomers?\b|\bclients?\b|\bemployees?\b|\bcolleagues\b|利用者|ユーザー?|お客|社員|従業員/,
  put: /\binstall|インストール|入(?:る|り|って)|導入され/,
  stored:
    /\bstor(?:e|ed|es|age|ing)\b|\bsaved\b|\bend up\b|\bphysically\b|保存(?!期間)|保管(?!期間)|格納|置(?:く|か|き)|どこに(?:ある|残)/,
  money:
    /\bcosts?\b|\bpric(?:e|es|ing)\b|\bbill(?:ed|ing|s)?\b|\bcharg(?:e|es|ed)\b|\bexpensive|\bcheap|\bpay\b|\bfees?\b|料金|費用|コスト|課金|請求|値段|いくら|価格/,
  secret: /\bencrypt|\bimmutab|\bransom|\bsecur(?:e|ity)|\bsoft[ -]?delet|暗号|改ざん|ランサム|セキュリティ|不変/,
  product: /\bsap\b|\bhana\b|\bexchange\b|\bsharepoint|\bactive directory|\bdomain controller|ドメインコントローラ/,
  back: /\brestor(?:e|es|ed|ing)\b(?! points?)|\brecover(?:ing)?\b|\broll ?back|\bgo(?:ing)? back|復元(?!ポイント)|リストア|復旧(?!ポイント)|戻(?:す|せ|し)/,
  region: /\bregions?\b|\bzones?\b(?<!time zone)|\bgeo|\bredundan|リージョン|冗長|ゾーン|地域/,
  linux: /\blinux|\bubuntu|\brhel|\bred ?hat|\bcentos|\bdebian|\bsuse|linux|リナックス/,
  windows: /\bwindows|\bwin ?(?:20\d\d|server)|windows|ウィンドウズ/,
  fail: /\bfail|\berrors?\b|\bbroken\b|\bdoesn't work|失敗|エラー|こけ|コケ|壊れ|異常/,
  first:
    /\birpending|\bfirst\b|\binitial|\bfull\b(?! (?:run|job|cycle|day|hours?|process|time)\b)|\beverything\b(?! (?:is|to|has|be|will|gets?|took|takes?|ends?|finish)\b)|\bentire (?:disk|vm|server|volume|machine)|\bwhole (?:disk|vm)|\ball (?:the |my |of the )?(?:data|disks?|blocks?)|初回|最初|初日|初期(?!化)|フル(?!タイム)|全部(?!.{0,4}(?:終|完了|済|で(?:何|どの)|かか))|全データ|全量|まるごと|丸ごと|(?:1|一)回目|(?:1|一)度目|初めて|はじめての/,
  later:
    /\bincrement|\bdifferen(?:ce|tial|ces)|\bdeltas?\b|\bchanged\b|\bonly (?:the )?(?:changes|new)|\b(?:each|every) (?:time|day|night|backup)|\bsecond\b|\bsubsequent|\bnext ones?\b|\bcop(?:y|ies|ied) (?:\w+ ){0,3}again\b|\bfrom then on|\blater (?:backups?|ones?|runs?|jobs?)\b|\bfollowing (?:backups?|ones?)\b|\bnightly\b|\b(?:less|little|fewer|smaller|tiny) (?:data|blocks|traffic|transfer)|増分|差分|(?:変わ|変化し|増え|更新され)(?:った|た)(?:分|部分|所|ところ|データ|ブロック)|二晩目|(?:次|翌日|2日目|二日目)から|変更(?:分|ブロック|された|箇所)|毎回|毎日|毎晩|毎夜|少な(?:い|く)|減(?:る|り|って)|(?:2|二)(?:回|度)目|次回以降|以降|前回から|継続/,
  data: /\bdata\b|\bblocks?\b|\bbytes?\b|\btraffic|\bnetwork|データ|ブロック|転送|量|通信/,
  consist: /\bconsisten|整合|一貫性|コンシステン/,
  app: /\bapplications?\b|\bapps?\b|\bdatabases?\b|\bdbs?\b|\bsql\b|\boracle\b|\bmariadb|\bmongo|\bredis\b|\bdb2\b|\bcassandra|\belastic|\bkafka|\btomcat|\bmiddleware|\bhana\b|ミドルウェア|\bmysql|\bpostgres|\btransactions?\b|アプリ|データベース|(?<![a-z])db(?![a-z])|トランザクション/,
  files: /\bfile[- ]?systems?\b|\bfiles?\b|\bfs\b|ファイル/,
  crash:
    /\bcrash|\bpower (?:cut|loss|failure|outage)|\b(?:lost|loses?|losing|lacks?) power|\bpower (?:fail|goes|went|dies|is (?:lost|cut|gone))|\bblack-?out\b|\bhard reset|\bblue ?screen|\bkernel panic|\boutage in the|\bpull(?:ed|ing)? the plug|クラッシュ|電源(?:断|喪失|障害|が(?:落|切|失))|停電|ブレーカー|落雷|強制終了|電源ボタン|ハードリセット|ブルースクリーン|カーネルパニック|突然(?:落|停)/,
  off: /\b(?:powered|turned|switched|shut)[ -]?(?:off|down)\b(?! (?:the|a|my|our|vm))|\bstopped\b|\bdeallocated|\b(?:is|are|was|were|while|when) (?:\w+ ){0,2}(?:off|down|offline|stopped)\b|\bnot running|\boffline|停止(?:中|して(?:い|る)|した|済|状態)|割り当て解除|(?:電源|シャットダウン).{0,6}(?:切|オフ|落|して(?:い|る)|状態|中|した|済)|起動して(?:い)?ない|落ち(?:て|た)|止まって|止めた|オフの/,
  cache: /\bcach|キャッシュ/,
  types:
    /\btypes?\b|\bkinds?\b|\blevels?\b|\bdifferences?\b|\bdiffer\b|\bversus\b|\bvs\.?(?= )|\bthree\b|種類|違い|違う|レベル|種別|タイプ|3つ|三つ/,
  where:
    /\bwhere\b|\bwhich (?:screen|blade|page|menu)|\b(?:see|check|find|look|view|show|know|tell)\b|どこ|確認|見(?:る|れ|ら|え|たい|方|分け)|わか(?:る|り)|分か(?:る|り)|調べ|判別|知(?:る|り)|画面/,
  portal: /\bportal|ポータル/,
  deed: /\brestart|\breboot|\bresiz|\bpatch|\bshut(?:ting)? ?down|\bstop(?:ping)? (?:the |a |my )?(?:vm|server|machine)|\bstart(?:ing)? (?:the |a |my )?(?:vm|server|machine)|\bturn(?:ing)? (?:the |my )?(?:vm |server )?off|\bupdate|\bupgrade|\bmaintenance|\bdeploy|\b(?:add|attach|detach|expand|extend)(?:ing)? (?:a |the |new )?disks?|\bheavy|\bbatch|\bpower(?:ing)? (?:it |the vm |the server )?(?:off|down)\b|\b(?:delet|mov)(?:e|ing) (?:the |a |my |this )?(?:vm|server|machine)|電源(?:を|の)?(?:切|落|オフ)|(?:vm|サーバー?|マシン)を?(?:削除|移動|落と)|(?:os|windows|セキュリティ)の?更新|更新を(?:当|適用|入れ)|再起動|リブート|サイズ変更|スケールアップ|パッチ|更新プログラム|アップデート|シャットダウン|(?:(?<!一時)停止|起動)(?:し|す|でき|可能)|メンテ|ディスク(?:の)?(?:追加|変更|拡張)|高負荷|バッチ|重い処理|リリース作業|デプロイ/,
  use: /\bnormal(?:ly)?\b|\buse\b|\busing\b|\bwork(?:ing)?\b|\boperations?\b|\boperate|\busable|\bavailable|\busers?\b|\bproduction\b|業務|使(?:って|え|う|用)|利用|通常|運用|作業|操作|普段|稼働/,
  during:
    /\bduring\b|\bwhile\b|\bwhilst\b|\bin the middle|\bmeanwhile|\bmid-?|\bin progress|\bis running|\b(?:being|getting) backed up|中(?:に|は|も|でも|の|、|,|$|だ|で|vm|サーバ|再|パッチ)|最中|あいだ|(?<![時昼夜])間(?:は|に|も|、)|途中/,
  after:
    /\bafter\b|\bonce\b|\bas soon as|\bdone\b|\bfinished\b|\bcompleted?\b|後(?:に|は|の|なら|、|$)|終わ(?:った|れば|ってい)|完了(?:し|後|す)|済(?:ん|み)/,
  mayNot:
    /\b(?:must|should|can|may|do)(?:n't| ?not)\b|\bavoid|\bforbid|\bnot allowed|\bcareful|\bwatch out|\bprecaution|(?:して|やって)は(?:いけ|なら|だめ|ダメ)|禁止|(?<![a-z])ng(?![a-z])|注意|控え|避け|やっちゃ|だめ|ダメ/,
  agentless:
    /\bagent[- ]?less|\bwithout (?:an? |the |any )?(?:vm )?(?:agent|extension)|\bno (?:agent|extension)|\bmulti[- ]?disk|エージェントレス|(?:エージェント|拡張機能)(?:なし|無し|不要|を使わ|がな|レス)|マルチ ?ディスク|複数ディスク/,
  retention:
    /\bretention|\bretain|\bkept\b|\bkeep\b|\bexpir|\bstored for|\bdelet(?:e|es|ed|ing|ion)\b(?! (?:the |a |my |this )?(?:vm|server|machine))|\bpurg|\bprun|\bclean(?:ed|s)? ?up|\b(?:old|days|weeks|months|years)\b(?=.{0,30}(?:stored|saved|held|gone|backups|points))|保持|保管期間|保存期間|何日(?:間)?(?:残|保)|残(?:る|り(?!時間)|せる|す|し(?:て|たい))|(?:取|と)ってお|保管|\bhold my\b|\bstore[ds]? for|期限|何世代|さかのぼ|遡|\bhow far back|\bolder than\b|\bafter \d+ (?:days|weeks|months|years)|(?:日|週間|か月|ヶ月|年)を?(?:過ぎ|経|超え)|\bhow many (?:\w+ ){0,2}(?:points|backups|generations|copies|versions)\b|何個|\buntil when|いつまで(?!に?(?:かか|待|終))|世代|(?:ポイント|バックアップ|古い).{0,8}(?:削除|消)/,
  demand:
    /\bon[- ]?demand|\bmanual|\bany ?time|\bad[- ]?hoc|\bby hand|\bwhenever|\bat will|\b(?:myself|ourselves)\b|\burgent|手(?:で|作業)|手元から|\bone more\b|\bonce more\b|\bagain today\b|もう(?:一|1)(?:回|度)|(?:一|1)回だけ|追加の|別に取|\bemergency|\bbetween (?:two|the|scheduled)|\bfire off|急ぎ|急いで|緊急|至急|自分で(?:流|走|取|起動|実行|始|回)|合間|間に挟|\b(?:outside|besides|beside|in between|independent(?:ly)?|regardless|off|other than|apart from|ahead of|without)(?: of| from)? (?:\w+ )?schedul|\bunscheduled|\b(?:extra|additional|one-?off|spontaneous|out-of-band|immediate) (?:\w+ )?(?:backup|job|run|snapshot)|\b(?:myself|ourselves|yourself)\b(?=.{0,20}(?:start|trigger|run|launch))|\b(?:start|trigger|run|launch|take)\w*\b.{0,25}\b(?:myself|ourselves)\b|\bany (?:moment|hour)\b|(?:スケジュール|予定|定期|定時|定例|通常|いつも|決まった(?:時間|時刻))(?:の)?(?:実行|バックアップ|時間|時刻)?(?:の)?(?:以外|外|とは別|に関係なく|に関わらず|によらず)|臨時|単発|都度|追加で|自由に|いつでも|オンデマンド|手動|任意|いつでも|随時|(?:好きな|任意の|必要な|思い立った)(?:時|とき|タイミング)/,
  point: /\b(?:recovery|restore) points?|復旧ポイント|復元ポイント|回復ポイント|リカバリー?ポイント/,
  tier: /\btiers?\b|instantrp|hardenedrp|\binstant restore|\barchive|階層|アーカイブ|インスタント ?リストア|保存先|標準コンテナ/,
  vault: /\bvaults?\b|コンテナー|コンテナ|ボールト/,
  validate: /\bvalidat|バックアップの検証|検証(?:タスク|フェーズ|サブ)|バリデー|ベリファイ/,
  warnings: /\bwith warnings|警告付き/,
  retry: /\bretr(?:y|ies)|\btr(?:y|ies) again|\brerun|再試行|リトライ/,
  automate: /\bautomat|\bwebhook|\brunbook|\blogic app|\bfollow-?up|自動(?:化|で|的)|後続|フック|連携/,
} as const satisfies Readonly<Record<string, RegExp>>;

export type Term = keyof typeof TERMS;

/** Terms that occur in questions about any topic. */
const GENERAL_TERMS: ReadonlySet<Term> = new Set<Term>([
  'backup', 'how', 'os', 'data', 'use', 'when', 'best', 'why', 'where', 'may',
]); // prettier-ignore

/** Caches the terms of the last line, because the rules ask for the terms of one line up to ten times. */
let last: { readonly line: string; readonly terms: ReadonlySet<Term> } | null = null;

/** The terms whose words occur in `line`. */
export function termsIn(line: string): ReadonlySet<Term> {
  if (last?.line === line) return last.terms;
  const text = line.normalize('NFKC').toLowerCase();
  const terms = new Set((Object.keys(TERMS) as Term[]).filter((term) => TERMS[term].test(text)));
  last = { line, terms };
  return terms;
}

/**
 * `termsIn` for each line. Each pattern runs once over all lines joined. Running every pattern on every line takes ten
 * times as long, because V8 interprets regular expressions on short texts. No pattern matches across a line break.
 */
export function termsInEach(lines: readonly string[]): readonly ReadonlySet<Term>[] {
  const text = lines.map((line) => line.normalize('NFKC').toLowerCase()).join('\n');
  const found = lines.map(() => new Set<Term>());
  for (const [term, { source, flags }] of Object.entries(TERMS) as [Term, RegExp][]) {
    let line = 0;
    let from = 0;
    for (const { index } of text.matchAll(new RegExp(source, `${flags}gm`))) {
      for (let end = text.indexOf('\n', from); end !== -1 && end < index; end = text.indexOf('\n', from)) {
        line += 1;
        from = end + 1;
      }
      found[line]?.add(term);
    }
  }
  return found;
}

/** How many terms tell what `line` is about, without those that occur in any question. */
export function topicTerms(line: string): number {
  return [...termsIn(line)].filter((term) => !GENERAL_TERMS.has(term)).length;
}

/** Whether the word belongs to a topic. Such a word names a VM only if the inventory has that VM. */
export function isTopicWord(word: string): boolean {
  const text = word.toLowerCase();
  const matches = Object.values(TERMS).map((term) => term.exec(text));
  if (/^[a-z]+$/.test(text)) return matches.some((match) => match?.index === 0);
  // "powered-off" is a topic's word, "script-server" is not.
  return /^[a-z]+(?:-[a-z]+)+$/.test(text) && matches.some((match) => match?.[0] === text);
}
