### catbandit の日本語。言語ひとつにつき、このようなファイルがひとつ。追加のしかたは CONTRIBUTING.md に。
### 波括弧の中身は実行時に埋まる。消さずに、日本語として自然な位置に置く。# で始まる行はメモ。
### 「プロンプト」は絵の元になる文、「キュレーター」はプロンプトを選ぶメンバー。
### 「#12」は必ず絵の番号。プロンプトは「プロンプト12」と書く。

language-name = 日本語

## コマンド。名前は空白なし、1〜32文字。説明と選択肢は100文字まで。

command-prompt = プロンプト
    .description = 猫の絵の元になるプロンプト
command-prompt-add = 追加
    .description = プロンプトを追加する（キュレーター用）
    .option-text = 内容
    .option-text-description = 描くものを短い言葉で。例：「ティーカップで眠る茶トラ猫」
    .option-theme = テーマ
    .option-theme-description = このテーマの期間だけ描く
command-prompt-retire = 引退
    .description = プロンプトを引退させ、描かないようにする（キュレーター用）
    .option-prompt = プロンプト
    .option-prompt-description = 一部を入力して、候補から選んでください
command-prompt-revive = 復帰
    .description = 引退したプロンプトを復帰させ、また描く（キュレーター用）
    .option-prompt = プロンプト
    .option-prompt-description = 一部を入力して、候補から選んでください
command-prompt-list = 一覧
    .description = すべてのプロンプトを人気順に表示する
    .option-which = 種類
    .option-which-description = 指定がなければ現役のものだけ
    .choice-which-active = 現役
    .choice-which-retired = 引退
    .choice-which-all = すべて
    .option-page = ページ
    .option-page-description = 一覧のページ番号
command-prompt-show = 詳細
    .description = ひとつのプロンプトについて詳しく表示する
    .option-prompt = プロンプト
    .option-prompt-description = 一部を入力して、候補から選んでください
command-prompt-suggest = 提案
    .description = キュレーターにプロンプトを提案する
    .option-text = 内容
    .option-text-description = 描くものを短い言葉で。例：「ティーカップで眠る茶トラ猫」
command-prompt-block = 提案禁止
    .description = メンバーが提案できないようにする（キュレーター用）
    .option-member = メンバー
    .option-member-description = 提案できなくする人
command-prompt-unblock = 提案許可
    .description = メンバーがまた提案できるようにする（キュレーター用）
    .option-member = メンバー
    .option-member-description = また提案できるようにする人
command-prompt-export = 書き出し
    .description = すべてのプロンプトを記録とともにファイルに書き出す
command-prompt-import = 読み込み
    .description = ファイルのプロンプトを追加する（キュレーター用）
    .option-file = ファイル
    .option-file-description = 「prompt」の列があるCSV、または1行に1つのプロンプト（#で始まる行はメモ）
command-privacy = プライバシー
    .description = あなたについて保存されている情報の確認と削除
command-privacy-show = 表示
    .description = あなたについて保存されている情報を表示する
command-privacy-forget = 削除
    .description = 自分の投票をすべて削除し、プロンプトから名前を外す
command-paint = 描く
    .description = 猫の絵を今すぐまとめて描く（キュレーター用）
command-digest = まとめ
    .description = 今すぐまとめを投稿する（キュレーター用）
command-top = 人気
    .description = いちばん愛されている猫たち
    .option-days = 日数
    .option-days-description = この日数以内の絵だけ。指定がなければ全期間
command-pause = 休止
    .description = しばらく何も描かない（キュレーター用）
    .option-hours = 時間
    .option-hours-description = 何時間休むか。指定がなければ再開するまで
command-resume = 再開
    .description = 休止をやめて、また描く（キュレーター用）
command-status = 状態
    .description = 今の様子と、描いていないときはその理由
command-theme = テーマ
    .description = 期間限定の言葉とプロンプト
command-theme-add = 追加
    .description = テーマを追加する（キュレーター用）
    .option-name = 名前
    .option-name-description = 呼び名。例：「ハロウィン」
    .option-begins = 開始
    .option-begins-description = 最初の日。例：2026-10-24
    .option-ends = 終了
    .option-ends-description = 最後の日。例：2026-10-31
    .option-suffix = 添える言葉
    .option-suffix-description = 期間中、すべてのプロンプトに添える言葉。例：「かぼちゃと一緒に」
command-theme-end = 終了
    .description = テーマを今すぐ終える（キュレーター用）
    .option-name = 名前
    .option-name-description = 一部を入力して、候補から選んでください
command-theme-list = 一覧
    .description = すべてのテーマと、開催中のテーマ
command-part = パーツ
    .description = 「a __coat__ cat」のような空欄を埋める言葉の一覧
command-part-add = 追加
    .description = 一覧に言葉を追加する（キュレーター用）
    .option-slot = 空欄
    .option-slot-description = 一覧の名前。「coat」は__coat__を埋める
    .option-text = 言葉
    .option-text-description = 空欄に入る言葉。例：「tabby」
command-part-retire = 引退
    .description = 言葉を選ばれないようにする（キュレーター用）
    .option-slot = 空欄
    .option-slot-description = 一覧の名前
    .option-text = 言葉
    .option-text-description = 一部を入力して、候補から選んでください
command-part-list = 一覧
    .description = 一覧の言葉と、その成績
    .option-slot = 空欄
    .option-slot-description = この一覧だけを表示する
command-part-export = 書き出し
    .description = 一覧の言葉をすべて、記録と一緒にファイルで渡す
command-part-import = 読み込み
    .description = ファイルの言葉を一覧に追加する（キュレーター用）
    .option-file = ファイル
    .option-file-description = 「slot」と「option」の列があるCSV、または1行に1つの一覧（#はコメント）
    .option-slot = 空欄
    .option-slot-description = 1行に1つのファイルを入れる一覧の名前。なければファイルの名前を使う
command-help = ヘルプ
    .description = このボットにできることと、その使い方
command-stats = 学習状況
    .description = 学習の成果。ランダムに選んだ場合との比較と、順番を待つ絵の数
    .option-days = 日数
    .option-days-description = 何日分を見るか。指定がなければ4週間
command-compare = 比較
    .description = いくつかのプロンプトを同じシードで描き、1枚に並べる（キュレーター用）
    .option-first = 一つ目
    .option-first-description = 一部を入力して、候補から選んでください
    .option-second = 二つ目
    .option-second-description = 一部を入力して、候補から選んでください
    .option-third = 三つ目
    .option-third-description = 一部を入力して、候補から選んでください
    .option-fourth = 四つ目
    .option-fourth-description = 一部を入力して、候補から選んでください
    .option-fifth = 五つ目
    .option-fifth-description = 一部を入力して、候補から選んでください
    .option-seeds = シード数
    .option-seeds-description = プロンプトごとの枚数。指定がなければ4枚
command-spread = 見本
    .description = ひとつのプロンプトをたくさんのシードで描き、1枚に並べる（キュレーター用）
    .option-prompt = プロンプト
    .option-prompt-description = 一部を入力して、候補から選んでください
    .option-seeds = シード数
    .option-seeds-description = 枚数。指定がなければ18枚
command-odds = 確率
    .description = 好かれる猫が「当たる」確率を、プロンプトごとに表示する
    .option-prompt = プロンプト
    .option-prompt-description = 一部を入力して、候補から選んでください
    .option-page = ページ
    .option-page-description = 一覧のページ
command-review = 審査
    .description = 絵を9枚ずつ、自分だけに見える形で評価する（キュレーター用）
command-study = 研究
    .description = 猫が好かれるのはプロンプトか、シードか、運か
command-study-start = 開始
    .description = 同じシードで描いた絵を投稿し、みんなに評価してもらう（キュレーター用）
    .option-first = 一つ目
    .option-first-description = 一部を入力して、候補から選んでください
    .option-second = 二つ目
    .option-second-description = 一部を入力して、候補から選んでください
    .option-third = 三つ目
    .option-third-description = 一部を入力して、候補から選んでください
    .option-fourth = 四つ目
    .option-fourth-description = 一部を入力して、候補から選んでください
    .option-fifth = 五つ目
    .option-fifth-description = 一部を入力して、候補から選んでください
    .option-seeds = シード数
    .option-seeds-description = プロンプトごとの枚数。指定がなければ4枚
command-study-result = 結果
    .description = 研究でこれまでに分かったことを表示する
    .option-number = 番号
    .option-number-description = 研究の番号。指定がなければ最新のもの
menu-more-like = これに似た絵を
menu-how-made = この絵の作り方

## 返事

help-members =
    { "**" }猫の絵を描いて、みなさんがどんな猫を好きか学んでいます。** 気に入った猫の下の👍を押してください。いつでも取り消せます。好かれたものほど、よく描くようになります。絵の上のプロンプトは、タップするまで隠れています。
    - `/{ command-top }`：人気の猫たち
    - `/{ command-prompt } { command-prompt-list }`、`/{ command-prompt } { command-prompt-show }`：何を描いていて、どれだけ好かれているか
    - `/{ command-prompt } { command-prompt-suggest }`：描いてほしいものを提案
    - `/{ command-odds }`：好かれる猫が当たる確率
    - `/{ command-stats }`：学習できているか
    - `/{ command-status }`：今の様子、描いていない理由
    - 絵を長押し（または右クリック）→ アプリ → **{ menu-how-made }** または **{ menu-more-like }**
    -# 絵はすべてAIが描いたものです。投票はアカウントの鍵付きハッシュとともに保存され、名前は残りません。`/{ command-privacy }` で自分の分の確認と削除ができます。
help-curators =
    { "**" }キュレーター向け**（あなたもそのひとりです）
    - `/{ command-prompt } { command-prompt-add }`、`/{ command-prompt } { command-prompt-retire }`、`/{ command-prompt } { command-prompt-revive }`：描くものを決める
    - `/{ command-review }`：自分だけに見える形で、9枚ずつ評価
    - `/{ command-part }`、`/{ command-theme }`：プロンプトの空欄と、期間限定のテーマ
    - `/{ command-compare }`、`/{ command-spread }`、`/{ command-study } { command-study-start }`：プロンプトとシードを並べて見る
    - `/{ command-paint }`、`/{ command-digest }`：今すぐ描く、今すぐまとめを投稿
    - `/{ command-pause }`、`/{ command-resume }`：GPUをほかのことに使うとき
prompt-added = プロンプト{ $number }として追加しました：「{ $prompt }」。早ければ次の回から描かれます。
prompt-retired = プロンプト{ $number }を引退させました：「{ $prompt }」。これまでの記録は残ります。
prompt-revived = プロンプト{ $number }を復帰させました：「{ $prompt }」。
privacy-kept =
    { $votes ->
        [0] あなたについて保存している情報はありません。投票も1件もありません。
       *[other] あなたの投票を{ $votes }件保存しています。残しているのは、押した絵文字と日時、それにアカウントの鍵付きハッシュだけで、名前は保存していません。`/{ command-privacy } { command-privacy-forget }` で削除できます。
    }
privacy-forgotten =
    { $votes ->
        [0] 削除する投票はありませんでした。
       *[other] { $votes }件の投票を削除しました。
    }これまでに投稿された絵の下で押したものは、もう数えません。新しい絵の下で押すと、また保存されます。
batch-started = { $pictures }枚描きはじめました。できたものから投稿します。
batch-running = ちょうど今、描いているところです。まもなく投稿しますので、そのあとでもう一度お試しください。
batch-done = この回はもう描き終わっています。
digest-posted = まとめをチャンネルに投稿しました。
digest-nothing-new = 前回のまとめから新しい投稿がないので、今回のまとめはありません。
digest-covered = 時間内に投稿できなかったので、次のまとめに含めます。
no-prompts = 現役のプロンプトがないので、何も描きませんでした。/{ command-prompt } { command-prompt-add } で追加するか、/{ command-prompt } { command-prompt-revive } で復帰させてください。
prompts-rest = 現役のプロンプトがすべて休んでいるので、何も描きませんでした（テーマの期間外か、計算が多すぎるか、描けなかったプロンプトです）。/{ command-prompt } { command-prompt-add } でほかのものを追加できます。

## 断りの文：何が問題か、どこか、どうすればよいか

sorry = 申し訳ありません。こちらで問題が起きました。ログに記録してあります。
# 運用者だけが直せること。詳細はどの言語でも英語のまま。
trouble = ボットの運用者に知らせてください（詳細は英語）： { $detail }
outdated-command = Discordが覚えているコマンドが古くなっています。1分ほどしてからもう一度お試しください。
option-unfit = 「{ $value }」はそこでは使えません。候補から選んでください。
curators-only = これができるのはキュレーターだけです。キュレーターのロールを持つ人か、サーバーを管理できる人に頼んでください。
picture-not-mine = そのメッセージにはこのボットの絵がありません。このメニューは、ボットが投稿した絵で使ってください。
prompt-empty = プロンプトが空です。猫を短い言葉で書いてください。例：「箱の中の茶トラ猫」
prompt-too-long = プロンプトが{ $characters }文字あります。{ $most }文字までですので、言葉を減らしてください。
prompt-mentions = プロンプトにメンション（「{ $found }」）が含まれています。ふつうの言葉だけで書いてください。
prompt-links = プロンプトにリンク（「{ $found }」）が含まれています。ふつうの言葉だけで書いてください。
prompt-formatting = プロンプトに書式の記号（「{ $found }」）が含まれています。ふつうの言葉だけで書いてください。
prompt-there-active = 「{ $prompt }」はすでにプロンプト{ $number }としてあり、現役です。
prompt-there-retired = 「{ $prompt }」はすでにプロンプト{ $number }としてあり、引退しています。/{ command-prompt } { command-prompt-revive } で復帰させてください。
prompt-retired-already = 「{ $prompt }」はもう引退しています。/{ command-prompt } { command-prompt-revive } で復帰します。
prompt-active-already = 「{ $prompt }」はすでに現役です。
prompt-unknown = 「{ $asked }」というプロンプトはありません。一部を入力して候補から選ぶか、/{ command-prompt } { command-prompt-list } をご覧ください。
prompt-unknown-number = プロンプト{ $number }はありません。/{ command-prompt } { command-prompt-list } で一覧が見られます。

## Discord との間の問題。最初のいくつかは「していたこと」で、後の文の $doing に入る（名詞の形で）。

doing-post-picture = 絵 #{ $number } の投稿
doing-post-digest = まとめ{ $number }の投稿
doing-post-proposal = 提案{ $number }の投稿
doing-find-proposal = 提案の確認
doing-close-proposal = 提案{ $number }の締めくくり
doing-react = 最初のリアクションの追加
doing-tell = キュレーターへの連絡
doing-read-history = チャンネルの履歴の読み取り
doing-read-reactions = リアクションした人の読み取り
discord-unconnected = { $doing }ができません。Discordに接続していません。
discord-silent = { $doing }の途中でDiscordからの応答が途絶えました。のちほど、もう一度試します。
discord-unreachable = { $doing }の途中でDiscordにつながらなくなりました（{ $reason }）。
discord-closed = { $doing }の途中でDiscordとの接続が閉じられました。
discord-busy = { $doing }について、Discordから速度を落とすよう求められました。のちほど、もう一度試します。
discord-troubled = { $doing }の途中で、Discord側に障害がありました（ステータス{ $status }）。
discord-refused = { $doing }がDiscordに断られました（ステータス{ $status }、コード{ $code }）：{ $reason }
discord-forbids = チャンネル{ $channel }での{ $doing }をDiscordが許可していません（コード{ $code }：{ $reason }）。そのチャンネルでのボットの権限を確かめてください。必要なのは、{ $permissions }です。
discord-history-incomplete = チャンネルの履歴が、今はDiscordからすべては届きません。
upload-too-large = { $doing }で、{ $size } MiBは大きすぎるとDiscordに断られました。絵の大きさを小さくしてください。
disk-nearly-full = { $folder }のあるディスクの空きが、残りわずかです（空き{ $free } GB、投票のために{ $reserve } GBを取っておきます）。空きができるまで、絵の制作とバックアップを休みます。投票とまとめは続きます。空きを作るか、storage.disk_reserveまたはstorage.keep_unlikedを変えてください。
disk-has-room = ディスクに空きができました。絵を描くのを再開します。
channel-gone = チャンネル{ $channel }がなくなりました。config.tomlのdiscord.channelを別のチャンネルにして、起動し直してください。絵と投票はすべて残っています。
permissions-missing =
    { $missing ->
       *[other] チャンネル{ $channel }で、ボットに次の権限がありません：{ $permissions }。チャンネルの設定でボットのロールに許可してください。あとは自動で再開します。
    }
# Discord の設定画面での呼び名。
permission-view_channel = チャンネルを見る
permission-send_messages = メッセージを送信
permission-embed_links = 埋め込みリンク
permission-attach_files = ファイルを添付
permission-read_message_history = メッセージ履歴を読む
permission-add_reactions = リアクションの追加

## 数字と一覧

percent = { $figure }%
percent-tiny = 1%未満
percent-huge = 99%超
percent-span = { $low }〜{ $high }%
record = { $trials }枚中{ $likes }枚が好評
record-none = まだ評価なし
more-lines = … ほか{ $lines }件
likes = いいね{ $likes }件
# $judged は Discord が表示する時刻（「3時間後」など）。
likes-so-far = 今のところいいね{ $likes }件、判定は{ $judged }
picture-likes = { $picture }（いいね{ $likes }件）
# 好かれる割合の見込みと、その区間。
believed = { "**" }{ $mean }{ "**" }（{ $span }）
# ふたつの文をつなげたもの。日本語では間を空けない。
two-sentences = { $first }{ $second }
interval-note = かっこ内は{ $percent }%区間
standing-retired = 引退

prompts-title-active = プロンプト（現役）
prompts-title-retired = プロンプト（引退）
prompts-title-all = プロンプト（現役と引退）
prompts-none = まだありません。キュレーターが /{ command-prompt } { command-prompt-add } で追加できます。
prompts-count = プロンプト{ $prompts }件
# 次のページを見るために入力するもの。
prompts-page-active = { $page }/{ $pages }ページ： /{ command-prompt } { command-prompt-list } { command-prompt-list.option-page }:{ $next }
prompts-page-retired = { $page }/{ $pages }ページ： /{ command-prompt } { command-prompt-list } { command-prompt-list.option-which }:{ command-prompt-list.choice-which-retired } { command-prompt-list.option-page }:{ $next }
prompts-page-all = { $page }/{ $pages }ページ： /{ command-prompt } { command-prompt-list } { command-prompt-list.option-which }:{ command-prompt-list.choice-which-all } { command-prompt-list.option-page }:{ $next }

## ひとつのプロンプト、一枚の絵

prompt-card-title = プロンプト{ $number }
prompt-card-rate = 好かれる割合の見込み { "**" }{ $mean }{ "**" }（{ $span }）
prompt-card-counts = { $pictures }枚投稿、{ $record }
prompt-state-active = 現役です。
prompt-state-retired = 引退しています。/{ command-prompt } { command-prompt-revive } で復帰します。
prompt-card-best = 人気の絵：{ $pictures }
top-title-days =
    { $days ->
        [1] この1日の人気の猫
       *[other] この{ $days }日間の人気の猫
    }
top-title-ever = これまでの人気の猫
top-ranking = 見た人のうち、少なくともどれだけがいいねするかを比べた順です。5人中5人のいいねは、40人中6人より上になります。同じなら古い絵が先です。
top-none = その期間の絵には、まだいいねが付いていません。
recipe-title = 絵{ $number }の作り方
recipe-settings = レシピ
recipe-seed = シード { $seed }
recipe-model = モデル { $model }（{ $revision }）
recipe-size = { $size } px、{ $steps }ステップ
recipe-guidance = ガイダンス { $guidance }、サンプラー { $sampler }
recipe-without = 除くもの：{ $without }
recipe-why-title = このプロンプトになった理由
recipe-why = 1枚描くごとに、すべてのプロンプトが「好かれる割合」を今の見込みからくじのように引き、いちばん大きい数を引いたものを描きます。これは{ $draw }を引きました。選ばれる確率は{ $chance }でした。
recipe-why-rival = 次点は「{ $rival }」で、{ $draw }を引きました。
recipe-why-belief = そのときの見込みは{ $mean }、おそらく{ $span }でした。
recipe-why-debut = これは初登場です。新しいプロンプトは、くじに任せる前に必ず一度は描きます。選ばれる確率は{ $chance }でした。
recipe-why-blind = これはランダムに選ばれました。どのプロンプトも忘れないように、一部の絵はこうして選んでいます。選ばれる確率は{ $chance }でした。
recipe-now-title = 今の見込み
recipe-now = 好かれる割合 { $mean }、おそらく{ $span } ・ { $record }
recipe-verdict-title = いいね

## 提案。$member と $curator は人の名前。

somebody = 誰か
suggestion-thanks = ありがとうございます！キュレーターが「{ $prompt }」を検討し、結果をお知らせします。採用されると提案者として名前が表示されますが、`/{ command-privacy }` で外せます。
suggestion-blocked = キュレーターの判断により、プロンプトを提案できなくなっています。理由はキュレーターにお尋ねください。
suggestion-there-active = 「{ $prompt }」はすでに描かれています（プロンプト{ $number }）。
suggestion-there-retired = 「{ $prompt }」は以前描かれていて、引退しています（プロンプト{ $number }）。キュレーターが復帰させられます。
suggestion-waiting = 「{ $prompt }」はすでに提案されていて、キュレーターの返事を待っています。
suggestions-off = ここでは提案を受け付けていません。追加はキュレーターに頼んでください。
suggestions-open = あなたの提案{ $open }件がキュレーターの返事を待っています。これが上限ですので、どれかが決まってから、またどうぞ。
suggestions-lately = この24時間で{ $made }件のご提案がありました。これが上限ですので、また明日どうぞ。
suggestion-told-accepted = あなたの提案「{ $prompt }」が採用されました。プロンプト{ $number }になり、早ければ次の回から描かれます。ありがとうございます！
suggestion-told-declined = あなたの提案「{ $prompt }」は、今回は採用されませんでした。提案してくださって、ありがとうございます！
prompt-suggested-by = 提案者：{ $member }
member-blocked = { $member } はもうプロンプトを提案できません。
member-blocked-already = { $member } はすでに提案できなくなっています。
member-unblocked = { $member } はまたプロンプトを提案できます。
member-not-blocked = { $member } は提案を禁止されていません。
board-suggestion = { "**" }提案 { $number }{ "**" }（{ $member }）：これを描きますか？
board-suggestion-heading = { "**" }提案 { $number }{ "**" }（{ $member }）
board-suggestion-accepted = ✅ { $curator }が採用しました。プロンプト{ $prompt }です。
board-suggestion-declined = { $curator }が見送りました。
board-suggestion-withdrawn = 取り下げられました。
board-retirement = { "**" }相談 { $number }{ "**" }：プロンプト{ $prompt }を引退させますか？
board-retirement-reason = { $record }。いちばん好かれるプロンプトである確率は{ $chance }です。引退しても記録はすべて残り、/{ command-prompt } { command-prompt-revive } で復帰します。
board-retirement-heading = { "**" }相談 { $number }{ "**" }：プロンプト{ $prompt }について
board-retirement-accepted = { $curator }が引退させました。/{ command-prompt } { command-prompt-revive } で復帰します。
board-retirement-declined = { $curator }が残すことにしました。
board-retirement-withdrawn = この相談は不要になりました。
chance-one-in = およそ{ $number }分の1
chance-tiny = 1万分の1未満
button-approve = 採用
button-decline = 見送る
button-retire = 引退させる
button-keep = 残す
proposal-gone = この件はもう記録にありません。何も変えていません。
proposal-already-accepted = これはすでに{ $curator }が採用しました。
proposal-already-declined = これはすでに{ $curator }が見送りました。
proposal-already-withdrawn = これはすでに取り下げられました。
privacy-no-votes = あなたの投票はひとつもありません。
privacy-named = プロンプト{ $prompts }件と提案{ $proposals }件に、提案・追加・決定した人としてあなたのアカウントのIDが付いています。`/{ command-privacy } { command-privacy-forget }` で外せます。
privacy-blocked = 提案できないことも、鍵付きハッシュとともに保存しています。これはキュレーターだけが解除できます。
privacy-unnamed = プロンプト{ $prompts }件と提案{ $proposals }件から、あなたの名前を外しました。

## ボットの状態。$until、$next、$last は時刻。

# 日時と、それがどれだけ先か（「2時間後」など）。
moment = { $at }（{ $away }）
paused-until = { $until }まで描くのを休みます。投票とまとめは続きます。その間の回は飛ばします。
paused = 誰かが `/{ command-resume }` を使うまで、描くのを休みます。投票とまとめは続きます。その間の回は飛ばします。
paused-last = 今描いている分で最後です。
resumed = また描きはじめます。
resumed-already = 休止していませんでした。
resumed-next = 次の回は{ $next }です。`/{ command-paint }` で今すぐ描けます。
hindered-paused = 今は描いていません。誰かが /{ command-resume } を使うまで休止中です。
hindered-paused-until = 今は描いていません。{ $until }まで、または誰かが /{ command-resume } を使うまで休止中です。
hindered-quiet = 今は描いていません。{ $until }までは、静かにしておく時間です。
hindered-busy = 今は描いていません。GPUが使われています（{ $load }）。空くまで待ちます。
status-painting = 描いているところです。
status-idle = 手が空いています。
status-posting = 描き終わった絵の投稿は続いています。
status-blind = GPUが空いているときだけ描く設定ですが、ここでは使用率を測れないので、そのまま描きます。
status-no-prompts = 現役のプロンプトがありません。キュレーターが `/{ command-prompt } { command-prompt-add }` で追加できます。
status-waiting = { $pictures }枚が描かれるのを待っています。
status-next = 次の回は{ $next }です。
status-last = 最後の投稿は{ $last }です。
status-none = まだ1枚も投稿していません。

## ファイルとしてのプロンプト

prompts-exported = プロンプト{ $prompts }件とその記録です。このファイルは `/{ command-prompt } { command-prompt-import }` でも `catbandit prompts import` でも読み込めます。
prompts-imported =
    { $retired ->
        [0] プロンプトを{ $prompts }件追加しました。
       *[other] プロンプトを{ $prompts }件追加しました（うち{ $retired }件は引退として）。
    }
import-duplicates = { $lines }行は追加するものがありませんでした：
import-there = { $line }行目：「{ $prompt }」はすでにプロンプト{ $number }です
import-repeated = { $line }行目：「{ $text }」は前の行にもあります
import-too-large = そのファイルは一覧としては大きすぎます（1 MiBまで）。分けてください。何も失われていません。
import-unfetched = ファイルをDiscordから受け取れませんでした（ステータス{ $status }）。もう一度お試しください。
import-refused = { $lines }行がプロンプトとして使えないので、何も読み込みませんでした：
import-bad-line = { $line }行目：{ $problem }
import-empty = ファイルにプロンプトがありません。1行に1つ書くか、「prompt」の列があるCSVにしてください。
import-no-text = ファイルがUTF-8のテキストではありません。「CSV UTF-8」かテキストとして保存して、もう一度お試しください。
import-no-table = 表を最後まで読めません（{ $line }行目）。閉じていない引用符のあるセルを探してください。
import-state = 「active」が「{ $found }」になっています。「yes」か「no」にしてください。
import-too-many = ファイルが{ $most }行を超えています。分けてください。何も読み込んでいません。
parts-exported = パーツ{ $parts }件とその記録です。このファイルは `/{ command-part } { command-part-import }` でも `catbandit parts import` でも読み込めます。
parts-imported =
    { $retired ->
        [0] パーツを{ $parts }件追加しました（一覧{ $lists }個）。
       *[other] パーツを{ $parts }件追加しました（一覧{ $lists }個、うち{ $retired }件は引退として）。
    }
import-refused-parts = { $lines }行がパーツとして使えないので、何も読み込みませんでした：
import-empty-parts = ファイルにパーツがありません。1行に1つ書くか、「slot」と「option」の列があるCSVにしてください。
import-part-there-active = { $line }行目：「{ $part }」はもう{ $slot }の一覧にあります
import-part-there-retired = { $line }行目：「{ $part }」はもう{ $slot }の一覧にあり、引退しています。/{ command-part } { command-part-add } で復帰します

## テーマと、プロンプトの空欄を埋めるパーツ

theme-added = テーマ「{ $theme }」は{ DATETIME($begins, dateStyle: "long") }から{ DATETIME($ends, dateStyle: "long") }までです。
theme-ended = テーマ「{ $theme }」を終えました。専用のプロンプトは休み、添える言葉も付かなくなります。
theme-none = テーマはまだありません。
theme-span-now = 開催中：{ DATETIME($begins, dateStyle: "long") }から{ DATETIME($ends, dateStyle: "long") }まで
theme-span-later = 予定：{ DATETIME($begins, dateStyle: "long") }から{ DATETIME($ends, dateStyle: "long") }まで
theme-span-over = 終了：{ DATETIME($begins, dateStyle: "long") }から{ DATETIME($ends, dateStyle: "long") }まで
theme-prompts = 専用のプロンプト{ $prompts }件
theme-suffix = 「{ $suffix }」を添える
theme-there = テーマ「{ $theme }」はもうあります。終えるか、別の名前にしてください。
theme-unknown = 「{ $asked }」というテーマはありません。名前の一部を入力して、候補から選んでください。
theme-ended-already = テーマ「{ $theme }」はもう終わっています。
theme-date = 「{ $found }」は日付ではありません。2026-10-31 のように書いてください。
theme-backwards = テーマが始まる{ DATETIME($begins, dateStyle: "long") }より、終わる{ DATETIME($ends, dateStyle: "long") }のほうが前になっています。日付を入れ替えてください。
theme-too-long = テーマの名前は{ $name }文字まで、添える言葉は{ $suffix }文字までです。
prompt-theme = テーマ「{ $theme }」専用で、その期間だけ描かれます。
part-added = これからは「{ $part }」が{ $slot }に入ることがあります。
part-retired = 「{ $part }」はもう{ $slot }に入りません。これまでの記録は残ります。
part-list-empty = パーツはまだありません。`/{ command-part } { command-part-add }` で一覧を作り、「{ $example }」のようなプロンプトで使えます。
part-there = 「{ $part }」はもう{ $slot }の一覧にあります。
part-unknown = 「{ $part }」は{ $slot }の一覧にありません。一部を入力して、候補から選んでください。
part-unfit = パーツは{ $most }文字までで、波括弧と縦線は使えません。
part-last = 「{ $part }」は{ $slot }の一覧の最後のひとつで、現役のプロンプト{ $prompts }件が使っています。先に別のものを追加してください。
part-braces = プロンプトの波括弧が合っていません。空欄は{ $slot }、選択は{ $choice }のように、中に波括弧を入れずに書いてください。
part-choice = 「{ $found }」は選択になっていません。{ $example }のように、間に縦線を入れて書いてください。
part-name = 「{ $found }」は一覧の名前に使えません。記号のない1〜2語にしてください。
part-too-many = プロンプトの空欄が{ $most }個を超えています。減らしてください。
part-missing = { $slot }に入るパーツがまだありません。/{ command-part } { command-part-add } で追加するか、波括弧なしで書いてください。

## 学習できているか

times = { $mean }倍（{ $low }〜{ $high }倍）
stats-title = 学習できている？
stats-learnt = いいねは、ランダムに選ぶ場合の約{ $times }
stats-too-early = まだ分かりません。評価の付いた絵がもっと増えるのを待ちましょう。
stats-judged = この{ $days }日間に{ $pictures }枚の評価が決まり、そのうち{ $likes }枚が好評でした。
stats-control = 比較のためにランダムに選んだ絵と比べると、{ $times }です。
stats-prompts = 現役のプロンプトは{ $prompts }件です。
# かっこ内はこの24時間の増減（符号付き）。
stats-waiting = 待っている絵：描くのを待つもの{ $unpainted }枚、投稿を待つもの{ $unposted }枚、評価を待つもの{ $unsettled }枚（24時間で{ $change }）。
stats-ever = これまで：投稿{ $posted }枚（{ $posted_more }）、評価の決まった絵{ $judged }枚（{ $judged_more }）、うち好評{ $liked }枚（{ $liked_more }）。
stats-note = かっこ内は95%区間、符号付きの数は24時間の増減。ランダムに選んだ場合のいいねは、すべてのプロンプトの評価から推定しています。
stats-alt = { $on }：{ $pictures }枚中{ $likes }枚が好評。
sheet-progress-axis = 評価の決まった絵100枚のうち、好評だった枚数
sheet-progress-won = 実際
sheet-progress-blind = ランダムに選んだ場合（95%区間）

## まとめとその絵

# 番号はほかの数字より前に置き、両側のアスタリスクも残す。ボットはこれで自分のまとめを見つけ直す。
digest-heading = { "**" }まとめ { $number }{ "**" } ・ { DATETIME($on, dateStyle: "long") }
digest-counts = 描いた猫 { $painted }匹 ・ 好評 { $liked }匹 ・ まだ見られていない猫 { $unseen }匹
digest-none = 前回のまとめから、いいねをもらった猫はまだいません。気に入った猫の下の👍を押してください。
made-by-ai = 絵はすべてAIが描いたものです。
beliefs-title = ボットの見立て
sheet-title = 人気の猫、{ DATETIME($on, dateStyle: "long") }
# 人気の猫の見出しの下：何の順に並んでいるかを短く。
sheet-top-note = 見た人5人中5人のいいねは、40人中6人より上
sheet-counts = 描いた猫 { $painted }匹 ・ まだ見られていない猫 { $unseen }匹 ・ 好評 { $liked }匹
sheet-beliefs-title = みんなが好きなもの
sheet-beliefs-subtitle = { $judged }枚の評価から見た、好かれる割合の見込み
sheet-curves-cut = { $total }件中{ $shown }件のプロンプト
# 短く。曲線の右に小さな字で入る。
sheet-curves-count = { $likes } / { $trials }
sheet-curves-count-short = { $likes }/{ $trials }
sheet-curves-retired = 引退
sheet-curves-rate = { $percent }%
sheet-curves-axis = 好かれる確率（%）
sheet-curves-interval = 平均と90%区間
sheet-curves-true-rate = 本当の割合

## 絵を見られない人のための説明

alt-picture = 猫の絵 #{ $number }：{ $prompt }
alt-sheet = いいねの多かった猫の一覧。いいねの数：{ $cats }。
alt-sheet-cat = { $number }番「{ $prompt }」に{ $likes }件
alt-beliefs = プロンプトごとに好かれる割合の見込みを表した曲線（高い順）。{ $prompts }。
alt-beliefs-prompt = { $prompt }：{ $mean }%（{ $low }%〜{ $high }%）

## 見る・評価する：シート、バリエーション、審査、確率、研究

progress = 描いています：{ $total }枚中{ $done }枚
sheet-one = { "**" }ひとつのプロンプトを{ $seeds }個のシードで{ "**" }
sheet-many = { "**" }{ $prompts }個のプロンプトを同じシードで{ "**" }
sheet-numbers = 左上から順に絵#{ $first }〜#{ $last }。学習には数えません。`catbandit repaint { $first }` で描き直せます。
# 番号の前の # と両側のアスタリスクは残すこと。ボットがこれで自分のシートを見つけます。
sheet-heading = { "**" }シート #{ $number }{ "**" } ・ コマンドで頼まれたものです。返信できる15分を過ぎたので、ここに投稿します
sheet-is-there = シートに時間がかかり、あなただけへの返信ができなくなったので、チャンネルに投稿しました：{ $link }
compare-title-one = ひとつのプロンプト、{ $seeds }個のシード
compare-title-many = { $prompts }個のプロンプト × { $seeds }個のシード
compare-made = { $model }、{ $steps }ステップ
compare-columns = 縦の列は同じシード ・ { $made }
alt-compare-one = ひとつのプロンプトを違うシードで描いたAIの絵{ $seeds }枚のシート：{ $prompt }
alt-compare-many = AIの絵の格子。プロンプト{ $prompts }個 × 共通のシード{ $seeds }個。{ $rows }。
alt-compare-row = { $row }行目：{ $prompt }
alt-compare-missing = { $missing }枚は描けませんでした。
prompt-twice = 同じプロンプトが2回選ばれています。違うものを選ぶか、/{ command-spread } でひとつだけ見てください。
nothing-painted = お見せできる絵がありません：{ $reason }
comparison-unknown = 比較{ $number }はありません。
bot-stopping = ボットは終了するところです。戻ってからまた頼んでください。
nobody-paints = ここでは何も描けません。
child-painting = #{ $number }に似た絵を1枚描いています…
child-done = [#{ $child }]({ $link }) は #{ $number } に似た絵です（ノイズを{ $percent }動かしました）。チャンネルにあります。
child-done-over = [#{ $child }]({ $link }) は #{ $number } の上に、約{ $percent }を描き直した絵です。チャンネルにあります。
child-done-words = [#{ $child }]({ $link }) は #{ $number } に似た絵で、「{ $before }」を「{ $after }」に変えました。チャンネルにあります。
child-waits = 描かれるのを待っています。順番が来たら描いて、チャンネルに投稿します。
child-only-words = 今のエンジンでは#{ $number }に近い絵を描くことも、その上に描くこともできず、プロンプトには変えられるパーツもありません。
child-note-no-parts = この言葉には変えられるパーツがありません。別の言葉は `/{ command-prompt } { command-prompt-suggest }` でどうぞ。
child-of = #{ $number }に似た絵
# ボタン：携帯で一列に三つ並ぶよう短く。
like-closer = 近づける
like-again = もう1枚
like-further = 離す
over-touch = 少し
over-half = 半分
over-most = ほとんど
part-any = パーツ
part-choose = 選ぶ…
words-change = 言葉…
child-way-over = 🖌️ 上に描き直します
child-way-part = 🎲 言葉のパーツをひとつ変えます
child-way-words = ✏️ 言葉を変えます
part-which = #{ $number }のどのパーツを変えますか？ 今の言葉：「{ $words }」
part-now = { $slot }：今は{ $now }
part-now-inline = 今は{ $now }
part-loved = 好かれそうなものにおまかせ
part-liked = このパーツの絵の約{ $percent }が好かれています
words-title = #{ $number }に似た絵
words-label = 言葉
words-note = 少しだけでも大きくでも、お好きなように。ノイズはそのままです。
alt-pair = AIが描いた絵が2枚並んでいます。#{ $number }と、そこから生まれた#{ $child }：{ $prompt }
picture-lost = 絵#{ $number }のファイルがなくなっていて、描き直すこともできません：{ $reason }
picture-lost-otherwise = 絵#{ $number }のファイルがなくなっていて、今の環境では同じ絵になりません。そのため、上に描き直せません。ファイルのコピーを元の場所に戻せば描けます。
children-taken =
    { $most ->
        [0] ここではバリエーションは描きません。
       *[other] バリエーションは1日{ $most }枚までで、今日の分は終わりました。また明日お試しください。
    }
# $over は、上に描き直せるとき「yes」。
child-of-another-model =
    絵#{ $number }を描いたのは{ $then }ですが、今描いているのは{ $now }です。似た絵は同じモデルでしか描けません{ $over ->
        [yes] が、上に描き直すことはできます。
       *[no] 。
    }
child-of-deleted = 絵#{ $number }はチャンネルから削除されました。これをもとにした絵はもう描きません。
child-of-painted-over = 絵#{ $number }は別の絵の上に描いたもので、もとになるノイズがありません。もう一度、上に描き直してください。
child-no-nearby = { $model }では、ノイズを少しだけ動かした絵を描けません。言葉を変えるか、別の絵で試してください。
child-no-over = { $model }は絵の上に描くことができません。
child-no-parts = この絵の言葉には変えられるパーツがありません。変えられるのは、「{ $example }」のように空欄のあるプロンプトだけです。
child-no-such-part = そのパーツはもうありません。別のものを選んでください。
child-words-slots = 波括弧を使わず、言葉そのものを書いてください。
child-same-words = それは#{ $number }の言葉のままです。どこかひとつは変えてください。
recipe-why-child = #{ $number }に似た絵です。ノイズをシード{ $seed }のほうへ{ $strength }動かしました。
recipe-why-over = #{ $number }の上に、約{ $percent }を描き直しました。
recipe-why-noise = #{ $number }に似た絵です。同じノイズから描き始めました。
recipe-why-words = 言葉のうち、「{ $before }」が「{ $after }」になりました。
recipe-why-study = これは研究の一枚です。研究のプロンプトはすべて同じシードで描かれ、みんなに評価してもらいます。
review-page =
    { "**" }{ $page }ページ目{ "**" } ・ { $left ->
        [0] これが最後です
       *[other] このあと{ $left }枚
    }
    好きな猫の番号をタップして、{ "**" }{ review-next }{ "**" }を押してください。見えるのはあなただけ。選んだものはあなたの👍として数えます。
review-turned = { "**" }{ $page }ページ目{ "**" } ・ { $shown }枚中{ $liked }枚を選びました
review-next = 次へ（残りは選ばない）
review-stop = ここでやめる
review-turned-already = そのページはもう済んでいます。最新のページを続けるか、/{ command-review } で始めてください。
review-nothing = 評価するものがありません。どの絵も、評価済みか、好かれているか、ほかの人のページにあります。
review-over = { "**" }おつかれさまでした。{ "**" } { $seen }枚を見て、{ $liked }枚を選びました。
review-left = この審査には、まだ{ $left }枚残っています。/{ command-review } で続けられます。
review-newer = その間に新しく{ $newer }枚が届きました。/{ command-review } で見られます。
review-not-yours = それはほかの人のページです。/{ command-review } でご自分のページを始めてください。
review-gone = その審査はもうありません。/{ command-review } で新しく始めてください。
alt-review = 番号{ $place }：{ $picture }
privacy-shown = また、審査で絵を{ $shown }枚見たことも、同じハッシュとともに保存しています。
privacy-only-shown = あなたが審査で絵を{ $shown }枚見たことを、アカウントの鍵付きハッシュとともに保存しています。名前は保存していません。`/{ command-privacy } { command-privacy-forget }` で切り離せます。
odds-title = 確率
# $mean と $span は百分率、$draws・$low・$high は何枚引けばよいか。
odds-line = { "**" }{ $draws }枚に1枚{ "**" }（{ $low }〜{ $high }枚） ・ 1枚で{ $mean }（{ $span }） ・ 10枚で{ $within }
odds-over = 1,000以上
odds-note = 何枚描けば好かれる猫が1枚出るか、1枚・10枚で出る確率（毎回新しいシード） ・ { interval-note }
odds-page = { $page }/{ $pages }ページ： /{ command-odds } { command-odds.option-page }:{ $next }
study-begun = { "**" }研究{ $number }{ "**" }を始めます。{ $prompts }個のプロンプトを同じ{ $seeds }個のシードで描き、一枚ずつ投稿してみんなに評価してもらいます。`/{ command-study } { command-study-result } { command-study-result.option-number }:{ $number }` で結果が見られます。
study-hangs = { "**" }研究{ $number }{ "**" }：{ $posted }枚を投稿しました。`/{ command-study } { command-study-result } { command-study-result.option-number }:{ $number }` で結果が見られます。
study-spoilt = { $spoilt }枚は描けませんでした。
study-unknown = 研究{ $number }はありません。キュレーターが /{ command-study } { command-study-start } で始められます。
study-none = 研究はまだありません。キュレーターが /{ command-study } { command-study-start } で始められます。
study-incomplete = 研究{ $number }の絵はまだ揃っていません。すべてのプロンプトの絵があるシードが{ $least }個以上必要です。
study-twice = 同じプロンプトが2回選ばれています。研究は違うプロンプトを比べるものです。
study-unjudged = { "**" }研究{ $number }{ "**" }：まだ誰も評価していないので、比べられる差がありません。
study-alike = { "**" }研究{ $number }{ "**" }：どの絵も同じだけ好かれています（いいね{ $likes }件）。比べられる差がありません。
# $early はまだ投票が来うる間「yes」。
study-found =
    { "**" }研究{ $number }{ "**" } ・ { $early ->
        [yes] これまでのところ、
       *[no] { "" }
    }好かれ方の違いのうち、{ "**" }{ $prompt }{ "**" }はプロンプト（{ $prompt_span }）、{ "**" }{ $seed }{ "**" }はシード（{ $seed_span }）、残りの{ "**" }{ $rest }{ "**" }（{ $rest_span }）は両者の相性と偶然によるものです。
study-advice-prompt = つまり、シードの運より言葉が大事です。もっとよいプロンプトを探すとよいでしょう。
study-advice-seed = つまり、言葉よりシードが大事です。今あるプロンプトをもっと多くのシードで描くとよいでしょう。
study-advice-luck = つまり、どちらか一方では決まりません。よい猫に会えるかはほとんど運なので、たくさん描くとよいでしょう。
study-advice-early = どちらが大事かは、まだ言えません。評価する人やプロンプト、シードが増えれば分かってきます。
sheet-study-title = 猫が好かれるのはなぜ？
sheet-study-subtitle = { $prompts }個のプロンプト × 同じ{ $seeds }個のシード、評価した人：{ $people }人
sheet-study-note = 本当の値が90%の確かさで入る範囲
study-part-prompt = プロンプト
study-part-prompt-note = 言葉
study-part-seed = シード
study-part-seed-note = 最初のノイズ
study-part-rest = そのほか
study-part-rest-note = 両者の相性と偶然
alt-study = 棒グラフ：好かれ方の違いを何がどれだけ説明するか。{ $parts }。プロンプト：{ $prompts }
alt-study-part = { $part } { $share }%（{ $low }%〜{ $high }%）

## まとめの続き

# digest-heading と同じく、番号を最初に置き、両側のアスタリスクを残すこと。
digest-heading-weekly = { "**" }まとめ { $number }{ "**" } ・ { DATETIME($on, dateStyle: "long") }までの1週間
digest-heading-monthly = { "**" }まとめ { $number }{ "**" } ・ { DATETIME($on, dateStyle: "long") }までの1か月
sheet-title-weekly = { DATETIME($on, dateStyle: "long") }までの1週間
sheet-title-monthly = { DATETIME($on, dateStyle: "long") }までの1か月
# 短く。絵の角に入ります。
sheet-new = 新
digest-credit = 発案：{ $person } さん
digest-new = 新着
# 並べるプロンプトのひとつ。
quoted = 「{ $prompt }」
digest-new-prompts = 今週の新しいプロンプト：{ $prompts }
# 名前を挙げなかったものの数。並びの最後に来る。
digest-new-rest = ほか{ $more }件
digest-learnt-more = 学んだこと：「{ $prompt }」は思っていたより好かれています（{ $record }）。
digest-learnt-less = 学んだこと：「{ $prompt }」は思っていたほど好かれていません（{ $record }）。
digest-lately = { $record }、最近は{ $trials }枚中{ $likes }枚
doing-post-sheet = シート{ $number }の投稿
doing-pin = まとめのピン留め
may-not-pin = まとめをピン留めできません。チャンネルの設定でボットのロールに「メッセージをピン留め」を許可するか、config.tomlのposting.pin_digestをfalseにしてください。まとめ自体は投稿されています。

## デモのページ。単純な置き換えか、数による選択だけ。関数やほかの文への参照は使えない。

page-skip = メッセージ欄へ移動
page-sidebar = サーバー、ボットの見立て、行動するメンバー
page-stand-in = 手元で動くDiscordの代役
page-close-sidebar = サイドバーを閉じる
page-open-sidebar = ボットの見立てと設定
page-standings = ボットの見立て
page-show-truth = みんなの本当の割合を表示
page-nothing-yet = まだ何もありません。最初の絵がもうすぐ届きます。
page-welcome = ボットは本物、ほかのメンバーはシミュレーションです。気に入った猫に👍を押してください。黒い帯を押すとプロンプトが読めます。絵を右クリックか長押しすると作り方がわかります。/ でコマンドが出ます。まずは /ヘルプ をどうぞ。
page-welcome-close = わかりました
page-counts = 好評／評価済み
page-belief = 見込み
page-likely-range = ありそうな範囲
page-true-rate = 本当の割合
page-acting-as = 行動するメンバー
page-language = 言語
page-newcomer = あなた
page-owner = { $name }（オーナー）
page-now-acting-as = これからは{ $name }として行動します。
page-no-channel = チャンネルなし
page-online = ボットはオンライン
page-offline = ボットはオフライン
page-lost = 再接続中…
page-connecting = 接続中…
page-typing =
    { $people ->
       *[other] { $names }が入力中…
    }
page-earlier = 前のメッセージを表示
page-messages = メッセージ
page-new-messages = 新しいメッセージ ↓
page-composer = メッセージ、または / でコマンド
page-composer-label = メッセージ、またはスラッシュでコマンド
page-send = 送信
page-picture = 絵
page-file = ファイル
page-choose = 選択…
page-choose-command = 表示されているコマンドから選んでください。何も出ないときは、合うコマンドがありません。
page-commands = コマンド
page-no-command = 合うコマンドがありません。
page-leave-command = コマンド { $command }、押すとやめます
page-true = はい
page-false = いいえ
page-nothing-fits = 合うものがありません。
page-needs = /{ $command } には{ $option }が必要です。
page-between = { $option }は{ $low }から{ $high }までの数です。
page-at-least = { $option }は{ $low }以上です。
page-at-most = { $option }は{ $high }以下です。
page-whole-number = { $option }は整数で入力してください。
page-number = { $option }は数で入力してください。
page-too-short = { $option }は{ $low }文字以上です。
page-choose-offered = { $option }：候補から選んでください。
page-cancel = キャンセル
page-submit = 送信
page-just-now = たった今
page-unknown-role = 不明なロール
page-unknown-channel = 不明
page-unknown-user = 不明なユーザー
page-spoiler = ネタバレ、押すと表示
page-message = メッセージ
page-message-menu = メッセージ
page-add-reaction = リアクションを付ける
page-copy-link = メッセージのリンクをコピー
page-copy-id = メッセージのIDをコピー
page-delete-message = メッセージを削除
page-copied = コピーしました。
page-close-picture = 絵を閉じる
page-open-file = ファイルを開く
page-enlarge = 絵を拡大
page-enlarge-this = 絵を拡大：{ $picture }
page-covered = ネタバレ
page-a-picture = 絵
page-a-message = メッセージ
page-a-spoiler = （ネタバレ）
page-message-gone = そのメッセージはもうありません。
page-silent = 通知なしで投稿
page-thinking = { $name }が考えています…
page-edited = （編集済み）
page-used = { $person }が{ $command }を使いました
page-only-you = これはあなただけに表示されています
page-dismiss = メッセージを消す
page-more = その他の操作
page-reactions = リアクション
page-and-more = { $names }、ほか{ $more }人
page-reactions-by =
    { $reactions ->
       *[other] { $emoji }、リアクション{ $reactions }件：{ $people }
    }
page-super-reactions =
    { $reactions ->
       *[other] { $emoji }、リアクション{ $reactions }件（うちスーパーリアクション{ $bursts }件）：{ $people }
    }
page-react-with = { $emoji }でリアクション
page-choose-reaction = リアクションを選ぶ
page-hold = 長押し、またはShiftを押しながらで、スーパーリアクション
page-standing = { $prompt }：見込み{ $mean }、おそらく{ $low }から{ $high }、{ $pictures }枚中{ $likes }枚が好評
# 前の文に続く。
page-truth = 、みんなの本当の割合は{ $rate }
page-unreachable = サーバーにつながりません。
page-went-away = サーバーが終了しました。
page-no-answer = アプリケーションが応答しませんでした。

## ボットのプロフィール。すべての言語が並ぶので短く、合わせて400文字まで。

about = 猫の絵を描き、みなさんの👍から好みを学びます。絵はすべてAIが描いたものです。

## Settings of a prompt's own

own-unknown = 「{ $found }」という設定はありません。プロンプトの言葉の後ろに置けるのは{ $known }です。ダッシュを取れば、ふつうの言葉になります。
own-empty = { $flag }の後に値がありません。値を書くか、{ $flag }を消してください。
own-twice = { $flag }が2回あります。1つにしてください。
own-range = { $flag }は{ $least }から{ $most }までです（「{ $found }」は使えません）。
own-size = 「{ $found }」は大きさになっていません。{ $example }のように、幅と高さをピクセルで、{ $least }から{ $most }までの{ $grain }の倍数で書いてください。
own-list = { $slot }は一覧です。一覧は後で変わるので、{ $example }のように選択をその場に書いてください。
own-choices = { $flag }の値の候補が{ $choices }個あります。{ $most }個までに減らしてください。
own-not-here = 設定（「{ $found }」）はプロンプト全体の後ろにだけ置けます。ここには言葉だけを書いてください。
resting-heavy = プロンプト{ $number }（「{ $prompt }」）は、ふだんの{ $work }倍の計算を求めています。{ $allowed ->
        [none] プロンプトごとの設定は使えません
       *[some] 上限は{ $most }倍です
    }（batch.own_work）。このプロンプトは休みます。設定を軽くして追加し直すか、オーナーに相談してください。
resting-spoilt = プロンプト{ $number }（「{ $prompt }」）を描けませんでした：{ $reason } 1日休みます。引退させるか、別の言葉で追加し直してください。
resting-option = プロンプト{ $number }（「{ $prompt }」）は「{ $option }」では描けませんでした：{ $reason } 1日のあいだ、ほかの選択肢で描きます。
