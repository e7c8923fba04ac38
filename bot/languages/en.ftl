### What catbandit says, in English. A language is one such file; CONTRIBUTING.md tells how to add one.
### What stands in braces is filled in: keep it, and put it where your language wants it. Lines that begin with # are notes.
### “prompt” is the text that a picture is painted from, “curators” are the members who choose prompts.
### “#12” is always a picture; a prompt is “prompt 12”.

language-name = English

## Commands. A command's name and its options' names are lower case, without spaces, 1 to 32 characters;
## descriptions and choices are at most 100. The names in English are also what the bot itself calls them: never change them.

command-prompt = prompt
    .description = The prompts that cats are painted from
command-prompt-add = add
    .description = Add a prompt (curators)
    .option-text = text
    .option-text-description = What to paint, in a few words: “a ginger cat asleep in a teacup”
    .option-theme = theme
    .option-theme-description = Paint it only while this theme holds
command-prompt-retire = retire
    .description = Stop painting a prompt (curators)
    .option-prompt = prompt
    .option-prompt-description = Type a part of it and pick one
command-prompt-revive = revive
    .description = Paint a retired prompt again (curators)
    .option-prompt = prompt
    .option-prompt-description = Type a part of it and pick one
command-prompt-list = list
    .description = All prompts, the best loved first
    .option-which = which
    .option-which-description = Active ones, unless you say otherwise
    .choice-which-active = active
    .choice-which-retired = retired
    .choice-which-all = all
    .option-page = page
    .option-page-description = The list's page
command-prompt-show = show
    .description = Everything about one prompt
    .option-prompt = prompt
    .option-prompt-description = Type a part of it and pick one
command-prompt-suggest = suggest
    .description = Suggest a prompt to the curators
    .option-text = text
    .option-text-description = What to paint, in a few words: “a ginger cat asleep in a teacup”
command-prompt-block = block
    .description = Let a member suggest no more (curators)
    .option-member = member
    .option-member-description = Who may suggest no more
command-prompt-unblock = unblock
    .description = Let a member suggest again (curators)
    .option-member = member
    .option-member-description = Who may suggest again
command-prompt-export = export
    .description = All prompts with their records, as a file
command-prompt-import = import
    .description = Add the prompts of a file (curators)
    .option-file = file
    .option-file-description = A CSV with a column “prompt”, or a list of one prompt a line (# for comments)
command-privacy = privacy
    .description = What is kept of you, and being forgotten
command-privacy-show = show
    .description = What is kept of you
command-privacy-forget = forget
    .description = Delete all votes of yours, and your name with prompts
command-paint = paint
    .description = Paint a batch of cats now (curators)
command-digest = digest
    .description = Post the digest now (curators)
command-top = top
    .description = The best loved cats
    .option-days = days
    .option-days-description = Only pictures of the last days; without it, of all time
command-pause = pause
    .description = Paint nothing for a while (curators)
    .option-hours = hours
    .option-hours-description = For so long; without it, until somebody resumes
command-resume = resume
    .description = Paint again after a pause (curators)
command-status = status
    .description = What I am about, and why nothing is painted if so
command-theme = theme
    .description = Suffixes and prompts that hold between two dates
command-theme-add = add
    .description = Add a theme (curators)
    .option-name = name
    .option-name-description = What it is called: “Halloween”
    .option-begins = from
    .option-begins-description = The first day, as 2026-10-24
    .option-ends = to
    .option-ends-description = The last day, as 2026-10-31
    .option-suffix = suffix
    .option-suffix-description = What every painted prompt gets meanwhile: “with pumpkins”
command-theme-end = end
    .description = End a theme now (curators)
    .option-name = name
    .option-name-description = Type a part of it and pick one
command-theme-list = list
    .description = All themes, and which one holds
command-part = part
    .description = The lists that fill the slots of prompts, as in “a __coat__ cat”
command-part-add = add
    .description = Add an option to a list (curators)
    .option-slot = slot
    .option-slot-description = The list's name: “coat” fills __coat__
    .option-text = text
    .option-text-description = The option: “tabby”
command-part-retire = retire
    .description = Choose an option no more (curators)
    .option-slot = slot
    .option-slot-description = The list's name
    .option-text = text
    .option-text-description = Type a part of it and pick one
command-part-list = list
    .description = The options of the lists, and how they do
    .option-slot = slot
    .option-slot-description = Only this list
command-part-export = export
    .description = The options of all lists with their records, as a file
command-part-import = import
    .description = Add the options of a file (curators)
    .option-file = file
    .option-file-description = A CSV with columns “slot” and “option”, or a list of one option a line (# for comments)
    .option-slot = slot
    .option-slot-description = Whose options a list of one a line has; without it, the file's name tells
command-help = help
    .description = What this bot does, and how to use it
command-stats = stats
    .description = Is it learning? What was won against choosing blindly, and what waits where
    .option-days = days
    .option-days-description = Look at so many days; without it, at four weeks
command-compare = compare
    .description = Prompts side by side at the same seeds, on one sheet (curators)
    .option-first = first
    .option-first-description = Type a part of it and pick one
    .option-second = second
    .option-second-description = Type a part of it and pick one
    .option-third = third
    .option-third-description = Type a part of it and pick one
    .option-fourth = fourth
    .option-fourth-description = Type a part of it and pick one
    .option-fifth = fifth
    .option-fifth-description = Type a part of it and pick one
    .option-seeds = seeds
    .option-seeds-description = Pictures of each prompt; 4 without it
command-spread = spread
    .description = One prompt over many seeds, on one sheet (curators)
    .option-prompt = prompt
    .option-prompt-description = Type a part of it and pick one
    .option-seeds = seeds
    .option-seeds-description = How many; 18 without it
command-odds = odds
    .description = The chance of a liked cat per draw, by prompt
    .option-prompt = prompt
    .option-prompt-description = Type a part of it and pick one
    .option-page = page
    .option-page-description = The list's page
command-review = review
    .description = Judge pictures in private, nine at a time (curators)
command-study = study
    .description = What makes a cat loved: its prompt, its seed, or luck
command-study-start = start
    .description = Post prompts at the same seeds, for everybody to judge (curators)
    .option-first = first
    .option-first-description = Type a part of it and pick one
    .option-second = second
    .option-second-description = Type a part of it and pick one
    .option-third = third
    .option-third-description = Type a part of it and pick one
    .option-fourth = fourth
    .option-fourth-description = Type a part of it and pick one
    .option-fifth = fifth
    .option-fifth-description = Type a part of it and pick one
    .option-seeds = seeds
    .option-seeds-description = Pictures of each prompt; 4 without it
command-study-result = result
    .description = What a study has found so far
    .option-number = number
    .option-number-description = The study's number; the newest without it
menu-more-like = More like this
menu-how-made = How was this made?

## Answers

help-members =
    { "**" }I paint cats and learn which ones you love.** Press 👍 under a cat you love, and take it back whenever you like: what is liked is painted more often. The prompt above a picture is hidden until you tap it.
    - `/{ command-top }`: the best loved cats
    - `/{ command-prompt } { command-prompt-list }`, `/{ command-prompt } { command-prompt-show }`: what is painted, and how it stands
    - `/{ command-prompt } { command-prompt-suggest }`: what you would like to see
    - `/{ command-odds }`: how likely the next cat is loved
    - `/{ command-stats }`: whether I learn
    - `/{ command-status }`: what I am about
    - Press and hold a picture (or right-click) → Apps → **{ menu-how-made }** or **{ menu-more-like }**
    -# All pictures are AI-made. Votes are kept under a keyed hash of your account, no name is stored; `/{ command-privacy }` shows and deletes yours.
help-curators =
    { "**" }For curators** (that is you)
    - `/{ command-prompt } { command-prompt-add }`, `/{ command-prompt } { command-prompt-retire }`, `/{ command-prompt } { command-prompt-revive }`: what may be painted
    - `/{ command-review }`: judge pictures in private, nine at a time
    - `/{ command-part }`, `/{ command-theme }`: slots of prompts, and seasons
    - `/{ command-compare }`, `/{ command-spread }`, `/{ command-study } { command-study-start }`: prompts and seeds side by side
    - `/{ command-paint }`, `/{ command-digest }`: a batch or a digest now
    - `/{ command-pause }`, `/{ command-resume }`: when the GPU is needed elsewhere
prompt-added = Added as prompt { $number }: “{ $prompt }”. It may be in the next batch.
prompt-retired = Retired prompt { $number }: “{ $prompt }”. What is known of it is kept.
prompt-revived = Revived prompt { $number }: “{ $prompt }”.
privacy-kept =
    { $votes ->
        [0] Of you I keep nothing: no vote of yours is stored.
        [one] Of you I keep 1 vote: which emoji you pressed and when, under a keyed hash of your account, never your name. `/{ command-privacy } { command-privacy-forget }` deletes it.
       *[other] Of you I keep { $votes } votes: for each which emoji you pressed and when, under a keyed hash of your account, never your name. `/{ command-privacy } { command-privacy-forget }` deletes them.
    }
privacy-forgotten =
    Forgotten: { $votes ->
        [one] 1 vote
       *[other] { $votes } votes
    }. What you pressed under the pictures posted so far does not count any more; if you press under new ones, that is kept again.
batch-started =
    { $pictures ->
        [one] Painting 1 picture now; it is posted as soon as it is done.
       *[other] Painting { $pictures } pictures now; each is posted as soon as it is done.
    }
batch-running = I am painting a batch right now: its pictures are on their way. Ask again afterwards.
batch-done = This slot has had its batch.
digest-posted = The digest is in the channel.
digest-nothing-new = Nothing has been posted since the last digest, so there is none.
digest-covered = It could not be posted in time: the next digest covers it.
no-prompts = There is no active prompt, so nothing was painted: add one with /{ command-prompt } { command-prompt-add }, or bring one back with /{ command-prompt } { command-prompt-revive }.
prompts-rest = Every active prompt rests for now, so nothing was painted: its theme does not hold, it asks for too much work, or it could not be painted. Add another one with /{ command-prompt } { command-prompt-add }.

## Refusals: what was wrong, where, and what to do

sorry = Something went wrong on my side; it is in the log.
# What only those who run the bot can mend: its details are in English, in every language.
trouble = { $detail }
outdated-command = Discord knows this command differently than I do now: try again in a minute.
option-unfit = “{ $value }” does not fit there: pick one of what is offered.
curators-only = Only curators may do that: ask somebody with a curator's role, or who may manage the server.
picture-not-mine = That message holds no picture of mine: use this menu on one of the pictures I posted.
prompt-empty = The prompt is empty: describe a cat in a few words, for example “a ginger cat in a box”.
prompt-too-long = The prompt has { $characters } characters, and { $most } are allowed: leave out some words.
prompt-mentions = The prompt mentions somebody or something (“{ $found }”): write plain words only.
prompt-links = The prompt holds a link (“{ $found }”): write plain words only.
prompt-formatting = The prompt holds formatting (“{ $found }”): write plain words only.
prompt-there-active = “{ $prompt }” is already there as prompt { $number }, it is active.
prompt-there-retired = “{ $prompt }” is already there as prompt { $number }, it is retired: bring it back with /{ command-prompt } { command-prompt-revive }.
prompt-retired-already = “{ $prompt }” is retired already; /{ command-prompt } { command-prompt-revive } brings it back.
prompt-active-already = “{ $prompt }” is active already.
prompt-unknown = There is no prompt “{ $asked }”: type a part of it and pick one, or see /{ command-prompt } { command-prompt-list }.
prompt-unknown-number = There is no prompt number { $number }: /{ command-prompt } { command-prompt-list } shows those there are.

## Trouble with Discord. The first ones are what was being done; they are put into the sentences after them as $doing.

doing-post-picture = posting picture #{ $number }
doing-post-digest = posting digest { $number }
doing-post-proposal = posting proposal { $number }
doing-find-proposal = looking for a proposal
doing-close-proposal = closing proposal { $number }
doing-react = adding the first reaction
doing-tell = telling the curators
doing-read-history = reading the channel's history
doing-read-reactions = reading who reacted
discord-unconnected = The bot is not connected to Discord while { $doing }.
discord-silent = Discord did not answer while { $doing }; it is tried again later.
discord-unreachable = Discord cannot be reached while { $doing } ({ $reason }).
discord-closed = The connection to Discord was closed while { $doing }.
discord-busy = Discord asks the bot to slow down while { $doing }; it is tried again later.
discord-troubled = Discord has trouble of its own (status { $status }) while { $doing }.
discord-refused = Discord refused { $doing } (status { $status }, code { $code }): { $reason }
discord-forbids = Discord forbids { $doing } in the channel { $channel } (code { $code }: { $reason }): check the bot's permissions there, it needs { $permissions }.
discord-history-incomplete = Discord's history of the channel is incomplete for now.
upload-too-large = Discord finds { $size } MiB too large while { $doing }: lower the picture's size.
disk-nearly-full = The disk that holds { $folder } is nearly full: { $free } GB are free, and { $reserve } GB are kept for votes. No picture is painted and no backup is made until there is room; votes and digests go on. Free some space, or change storage.disk_reserve or storage.keep_unliked.
disk-has-room = There is room on the disk again: painting goes on.
channel-gone = The channel { $channel } is gone: set discord.channel in config.toml to another one and start again; all pictures and votes are kept.
permissions-missing =
    The bot lacks the { $missing ->
        [one] permission { $permissions }
       *[other] permissions { $permissions }
    } in the channel { $channel }: allow it for the bot's role in the channel's settings; the bot goes on by itself.
# As Discord's own settings name them.
permission-view_channel = View Channel
permission-send_messages = Send Messages
permission-embed_links = Embed Links
permission-attach_files = Attach Files
permission-read_message_history = Read Message History
permission-add_reactions = Add Reactions

## Figures and lists

percent = { $figure }%
percent-tiny = <1%
percent-huge = >99%
percent-span = { $low }–{ $high }%
record = { $likes } of { $trials } liked
record-none = not judged yet
more-lines = … and { $lines } more
likes =
    { $likes ->
        [one] 1 like
       *[other] { $likes } likes
    }
# $judged is a time as Discord shows it: “in 3 hours”.
likes-so-far =
    { $likes ->
        [one] 1 like
       *[other] { $likes } likes
    } so far, judged { $judged }
picture-likes =
    { $picture } ({ $likes ->
        [one] 1 like
       *[other] { $likes } likes
    })
# A rate as believed, and the interval of it.
believed = { "**" }{ $mean }{ "**" } ({ $span })
# Two sentences, one after the other.
two-sentences = { $first } { $second }
interval-note = in brackets: the { $percent }% interval
standing-retired = retired

prompts-title-active = Prompts (active)
prompts-title-retired = Prompts (retired)
prompts-title-all = Prompts (active and retired)
prompts-none = None yet. Curators add one with /{ command-prompt } { command-prompt-add }.
prompts-count =
    { $prompts ->
        [one] 1 prompt
       *[other] { $prompts } prompts
    }
# What to type to see the next page.
prompts-page-active = page { $page } of { $pages }: /{ command-prompt } { command-prompt-list } { command-prompt-list.option-page }:{ $next }
prompts-page-retired = page { $page } of { $pages }: /{ command-prompt } { command-prompt-list } { command-prompt-list.option-which }:{ command-prompt-list.choice-which-retired } { command-prompt-list.option-page }:{ $next }
prompts-page-all = page { $page } of { $pages }: /{ command-prompt } { command-prompt-list } { command-prompt-list.option-which }:{ command-prompt-list.choice-which-all } { command-prompt-list.option-page }:{ $next }

## One prompt, one picture

prompt-card-title = Prompt { $number }
prompt-card-rate = Expected like rate { "**" }{ $mean }{ "**" } ({ $span }).
prompt-card-counts =
    { $pictures ->
        [one] 1 picture
       *[other] { $pictures } pictures
    } posted, { $record }.
prompt-state-active = It is active.
prompt-state-retired = It is retired: /{ command-prompt } { command-prompt-revive } brings it back.
prompt-card-best = Best: { $pictures }
top-title-days =
    { $days ->
        [one] Top cats of the last day
       *[other] Top cats of the last { $days } days
    }
top-title-ever = Top cats of all time
top-ranking = Ranked by the share of those who looked that can be counted on to like it: 5 likes from 5 people come before 6 from 40. Of equal ones, the older comes first.
top-none = Nobody has liked a picture of that time yet.
recipe-title = Picture { $number }: how it was made
recipe-settings = Recipe
recipe-seed = Seed { $seed }
recipe-model = Model { $model } ({ $revision })
recipe-size =
    { $size } px, { $steps ->
        [one] 1 step
       *[other] { $steps } steps
    }
recipe-guidance = Guidance { $guidance }, sampler { $sampler }
recipe-without = Without: { $without }
recipe-why-title = Why this prompt
recipe-why = For each picture the bot draws a like rate from what it believes of every prompt, and paints the prompt with the largest. This one drew { $draw }; it had a chance of { $chance } to be chosen.
recipe-why-rival = The next best, “{ $rival }”, drew { $draw }.
recipe-why-belief = Its like rate was then believed to be { $mean }, probably { $span }.
recipe-why-debut = This was its debut: every new prompt is shown once before luck decides. It had a chance of { $chance } to be chosen.
recipe-why-blind = This one was chosen blindly, like a few of all pictures, so that no prompt is forgotten. It had a chance of { $chance } to be chosen.
recipe-now-title = What is believed of it now
recipe-now = Like rate { $mean }, probably { $span } · { $record }
recipe-verdict-title = Likes

## Suggestions and proposals. $member and $curator are people's names.

somebody = somebody
suggestion-thanks = Thank you! The curators look at “{ $prompt }”, and you will hear what they decide. If they take it, you are named with it; `/{ command-privacy }` undoes that.
suggestion-blocked = A curator has decided that you may not suggest prompts: ask them if you wonder why.
suggestion-there-active = “{ $prompt }” is painted already: it is prompt { $number }.
suggestion-there-retired = “{ $prompt }” was painted before and is retired: it is prompt { $number }, and a curator can revive it.
suggestion-waiting = “{ $prompt }” is suggested already and waits for the curators.
suggestions-off = Suggestions are switched off here: ask a curator to add your prompt.
suggestions-open =
    { $open ->
        [one] 1 of your suggestions waits for the curators, and that is the limit: suggest again when it is decided.
       *[other] { $open } of your suggestions wait for the curators, and that is the limit: suggest again when one is decided.
    }
suggestions-lately =
    You have made { $made ->
        [one] 1 suggestion
       *[other] { $made } suggestions
    } in the last 24 hours, and that is the limit: suggest again tomorrow.
suggestion-told-accepted = Your suggestion “{ $prompt }” was approved: it is prompt { $number } now, and may be in the next batch. Thank you!
suggestion-told-declined = Your suggestion “{ $prompt }” was not taken this time. Thank you for it all the same!
prompt-suggested-by = Suggested by { $member }.
member-blocked = { $member } may not suggest prompts any more.
member-blocked-already = { $member } is blocked already.
member-unblocked = { $member } may suggest prompts again.
member-not-blocked = { $member } is not blocked.
board-suggestion = { "**" }Suggestion { $number }{ "**" } by { $member }: shall this be painted?
board-suggestion-heading = { "**" }Suggestion { $number }{ "**" } by { $member }
board-suggestion-accepted = ✅ Approved by { $curator }: it is prompt { $prompt }.
board-suggestion-declined = Declined by { $curator }.
board-suggestion-withdrawn = Withdrawn.
board-retirement = { "**" }Proposal { $number }{ "**" }: shall prompt { $prompt } be retired?
board-retirement-reason = { $record }; the chance that it is the best prompt is { $chance }. Retiring keeps everything that is known of it, and /{ command-prompt } { command-prompt-revive } brings it back.
board-retirement-heading = { "**" }Proposal { $number }{ "**" } about prompt { $prompt }
board-retirement-accepted = Retired by { $curator }; /{ command-prompt } { command-prompt-revive } brings it back.
board-retirement-declined = Kept by { $curator }.
board-retirement-withdrawn = Settled otherwise.
chance-one-in = about 1 in { $number }
chance-tiny = less than 1 in 10,000
button-approve = Approve
button-decline = Decline
button-retire = Retire
button-keep = Keep
proposal-gone = I do not know this proposal any more: nothing has been changed.
proposal-already-accepted = This was already approved by { $curator }.
proposal-already-declined = This was already declined by { $curator }.
proposal-already-withdrawn = This was already withdrawn.
privacy-no-votes = There is no vote of yours.
privacy-named =
    Your account's id stands with { $prompts ->
        [one] 1 prompt
       *[other] { $prompts } prompts
    } and { $proposals ->
        [one] 1 proposal
       *[other] { $proposals } proposals
    }, for credit: those you suggested, added or decided on. `/{ command-privacy } { command-privacy-forget }` takes it out.
privacy-blocked = That you may not suggest prompts is kept too, under a keyed hash; only a curator lifts that.
privacy-unnamed =
    Your name is taken out of { $prompts ->
        [one] 1 prompt
       *[other] { $prompts } prompts
    } and { $proposals ->
        [one] 1 proposal
       *[other] { $proposals } proposals
    }.

## What the bot is about. $until, $next and $last are times.

# Date and time, and how far away that is: “in 2 hours”.
moment = { $at } ({ $away })
paused-until = Painting is paused until { $until }. Votes and digests go on; batches that fall due meanwhile are left out.
paused = Painting is paused until somebody uses `/{ command-resume }`. Votes and digests go on; batches that fall due meanwhile are left out.
paused-last = What is being painted just now is painted to its end.
resumed = Painting goes on.
resumed-already = Painting was not paused.
resumed-next = The next batch is due { $next }; `/{ command-paint }` asks for one now.
hindered-paused = Nothing is painted: it is paused until somebody uses /{ command-resume }.
hindered-paused-until = Nothing is painted: it is paused until { $until }, or until somebody uses /{ command-resume }.
hindered-quiet = Nothing is painted: these are quiet hours, until { $until }.
hindered-busy = Nothing is painted: the GPU is in use ({ $load }). I wait until it is idle.
status-painting = I am painting.
status-idle = I am idle.
status-posting = What is painted already is still being posted.
status-blind = I was told to paint only while the GPU is idle, but its load cannot be measured here: I paint all the same.
status-no-prompts = There is no active prompt: curators add one with `/{ command-prompt } { command-prompt-add }`.
status-waiting =
    { $pictures ->
        [one] 1 picture waits to be painted.
       *[other] { $pictures } pictures wait to be painted.
    }
status-next = The next batch is due { $next }.
status-last = The last picture was posted { $last }.
status-none = No picture is posted yet.

## Prompts as files

prompts-exported =
    { $prompts ->
        [one] 1 prompt with what is known of it.
       *[other] { $prompts } prompts with what is known of each.
    } `/{ command-prompt } { command-prompt-import }` reads this file again, and so does `catbandit prompts import`.
prompts-imported =
    { $prompts ->
        [one] 1 prompt added
       *[other] { $prompts } prompts added
    }{ $retired ->
        [0] .
       *[other] , { $retired } of them as retired.
    }
import-duplicates =
    { $lines ->
        [one] 1 line added nothing:
       *[other] { $lines } lines added nothing:
    }
import-there = line { $line }: “{ $prompt }” is prompt { $number } already
import-repeated = line { $line }: “{ $text }” stands in the file before
import-too-large = That file is larger than a list can be (1 MiB): split it, and nothing is lost.
import-unfetched = The file could not be fetched from Discord (status { $status }): try again.
import-refused =
    { $lines ->
        [one] 1 line cannot be a prompt, so nothing was imported:
       *[other] { $lines } lines cannot be prompts, so nothing was imported:
    }
import-bad-line = line { $line }: { $problem }
import-empty = There is no prompt in the file: expected one a line, or a CSV with a column “prompt”.
import-no-text = The file is no text in UTF-8: save it as “CSV UTF-8” or as plain text, and try again.
import-no-table = The table cannot be read as far as its end (line { $line }): look for a cell whose quotation mark is not closed.
import-state = “active” is “{ $found }”, and should be “yes” or “no”.
import-too-many = The file has more than { $most } lines: split it; nothing was imported.
parts-exported =
    { $parts ->
        [one] 1 option with what is known of it.
       *[other] { $parts } options with what is known of each.
    } `/{ command-part } { command-part-import }` reads this file again, and so does `catbandit parts import`.
parts-imported =
    { $parts ->
        [one] 1 option added
       *[other] { $parts } options added
    }{ $lists ->
        [0] { "" }
        [one] { " " }to 1 list
       *[other] { " " }to { $lists } lists
    }{ $retired ->
        [0] .
       *[other] , { $retired } of them as retired.
    }
import-refused-parts =
    { $lines ->
        [one] 1 line cannot be an option of a list, so nothing was imported:
       *[other] { $lines } lines cannot be options of a list, so nothing was imported:
    }
import-empty-parts = There is no option in the file: expected one a line, or a CSV with columns “slot” and “option”.
import-part-there-active = line { $line }: “{ $part }” is in the list { $slot } already
import-part-there-retired = line { $line }: “{ $part }” is in the list { $slot } already, retired: /{ command-part } { command-part-add } brings it back

## Themes, and parts: the options that fill the slots of prompts

theme-added = Theme “{ $theme }” holds from { DATETIME($begins, dateStyle: "long") } to { DATETIME($ends, dateStyle: "long") }.
theme-ended = Theme “{ $theme }” is over: its prompts rest, and its suffix is left out.
theme-none = There is no theme yet.
theme-span-now = now, until { DATETIME($ends, dateStyle: "long") }, since { DATETIME($begins, dateStyle: "long") }
theme-span-later = from { DATETIME($begins, dateStyle: "long") } to { DATETIME($ends, dateStyle: "long") }
theme-span-over = over: { DATETIME($begins, dateStyle: "long") } to { DATETIME($ends, dateStyle: "long") }
theme-prompts =
    { $prompts ->
        [one] 1 prompt of its own
       *[other] { $prompts } prompts of its own
    }
theme-suffix = adds “{ $suffix }”
theme-there = There is a theme “{ $theme }” already: end it, or choose another name.
theme-unknown = There is no theme “{ $asked }”: type a part of its name and pick one.
theme-ended-already = Theme “{ $theme }” is over already.
theme-date = “{ $found }” is no date: write it as 2026-10-31.
theme-backwards = A theme cannot begin on { DATETIME($begins, dateStyle: "long") } and end on { DATETIME($ends, dateStyle: "long") }: swap the dates.
theme-too-long = A theme's name has at most { $name } characters, and its suffix { $suffix }.
prompt-theme = It belongs to the theme “{ $theme }” and is painted only while that holds.
part-added = “{ $part }” may fill { $slot } from now on.
part-retired = “{ $part }” fills { $slot } no more. What is known of it is kept.
part-list-empty = There are no parts yet: `/{ command-part } { command-part-add }` begins a list, and a prompt such as “{ $example }” uses it.
part-there = “{ $part }” is in the list { $slot } already.
part-unknown = There is no “{ $part }” in the list { $slot }: type a part of it and pick one.
part-unfit = A part has at most { $most } characters, and no braces or strokes.
part-last =
    “{ $part }” is the last one in the list { $slot }, and { $prompts ->
        [one] 1 active prompt needs
       *[other] { $prompts } active prompts need
    } it: add another first.
part-braces = The braces in the prompt do not fit together: a slot is { $slot }, a choice { $choice }, without braces inside.
part-choice = “{ $found }” is no choice: write its options with a stroke between them, as { $example }.
part-name = “{ $found }” is no name for a list: a word or two, without signs.
part-too-many = The prompt has more than { $most } slots: leave out some.
part-missing = There are no parts for { $slot } yet: add some with /{ command-part } { command-part-add }, or write the word without braces.

## Is it learning?

times = { $mean } ({ $low } to { $high })
stats-title = Is it learning?
stats-learnt = About { $times } times the likes of choosing blindly.
stats-too-early = Too early to say: more pictures must be judged first.
stats-judged =
    In the last { $days ->
        [one] day
       *[other] { $days } days
    }: { $pictures ->
        [one] 1 picture
       *[other] { $pictures } pictures
    } judged, { $likes } of them liked.
stats-control = By the pictures that were chosen blindly to compare with: { $times } times.
stats-prompts =
    { $prompts ->
        [one] 1 prompt is
       *[other] { $prompts } prompts are
    } active.
# The figures in brackets are changes of the last 24 hours, with their sign.
stats-waiting = Waiting: { $unpainted } for the painter, { $unposted } for their post, { $unsettled } for the verdict ({ $change } in 24 hours).
stats-ever = Ever: { $posted } posted ({ $posted_more }), { $judged } judged ({ $judged_more }), { $liked } of them liked ({ $liked_more }).
stats-note = In brackets: the 95% interval; with a sign, the change in 24 hours. What blind choice would have won is estimated from every prompt's verdicts.
stats-alt = { $on }: { $likes } of { $pictures } liked.
sheet-progress-axis = likes per 100 judged pictures
sheet-progress-won = won
sheet-progress-blind = choosing blindly (95% interval)

## The digest and its pictures

# The number comes before any other, and both asterisks stay: by it the bot finds its digest again.
digest-heading = { "**" }Digest { $number }{ "**" } · { DATETIME($on, dateStyle: "long") }
digest-counts =
    { $painted ->
        [one] 1 cat
       *[other] { $painted } cats
    } painted · { $liked } liked · { $unseen } unseen
digest-none = No cat has won a heart since the last digest: press the thumb under those you love.
made-by-ai = All pictures are AI-made.
beliefs-title = What the bot believes
sheet-title = Top cats, { DATETIME($on, dateStyle: "long") }
# Below the title of the best loved cats: by what they are ranked, in one short line.
sheet-top-note = 5 likes from 5 who looked come before 6 from 40
sheet-counts = { $painted } painted · { $unseen } unseen · { $liked } liked
sheet-beliefs-title = What people love
sheet-beliefs-subtitle =
    The like rate of each prompt, after { $judged ->
        [one] 1 judged picture
       *[other] { $judged } judged pictures
    }
sheet-curves-cut = { $shown } of { $total } prompts
# Short: it stands in small type at the right of a curve.
sheet-curves-count = { $likes } of { $trials }
sheet-curves-count-short = { $likes }/{ $trials }
sheet-curves-retired = retired
sheet-curves-rate = { $percent }%
sheet-curves-axis = chance of a like (%)
sheet-curves-interval = mean, 90% interval
sheet-curves-true-rate = true rate

## Descriptions of pictures for those who cannot see them

alt-picture = Painted cat, picture #{ $number }: { $prompt }
alt-sheet = Contact sheet of the most liked cats. Likes: { $cats }.
alt-sheet-cat = { $likes } for number { $number }, { $prompt }
alt-beliefs = Curves of what is believed of each prompt's like rate, best first. { $prompts }.
alt-beliefs-prompt = { $prompt }: { $mean }% ({ $low }% to { $high }%)

## Looking and judging: sheets, variations, reviews, odds, studies

progress = Painting: { $done } of { $total }
sheet-one = { "**" }One prompt over { $seeds } seeds{ "**" }
sheet-many = { "**" }{ $prompts } prompts at the same seeds{ "**" }
sheet-numbers = Pictures #{ $first } to #{ $last }, from left to right; nothing is learnt from them. `catbandit repaint { $first }` paints one again.
# The number sign stays before the number, and both asterisks stay: by them the bot finds its sheet again.
sheet-heading = { "**" }Sheet #{ $number }{ "**" } · asked for with a command, which Discord lets me answer for 15 minutes only
sheet-is-there = The sheet took too long for a private answer: it is in the channel, { $link }
compare-title-one =
    One prompt, { $seeds ->
        [one] 1 seed
       *[other] { $seeds } seeds
    }
compare-title-many =
    { $prompts } prompts, { $seeds ->
        [one] 1 seed
       *[other] { $seeds } seeds
    } each
compare-made =
    { $model }, { $steps ->
        [one] 1 step
       *[other] { $steps } steps
    }
compare-columns = A column shares its seed · { $made }
alt-compare-one = Sheet of { $seeds } AI-made pictures of one prompt, each from another seed: { $prompt }.
alt-compare-many = Grid of AI-made pictures, { $prompts } prompts by { $seeds } shared seeds. { $rows }.
alt-compare-row = row { $row }: { $prompt }
alt-compare-missing = { $missing } could not be painted.
prompt-twice = The same prompt is named twice: name different ones, or look at one alone with /{ command-spread }.
nothing-painted = There is nothing to show: { $reason }
comparison-unknown = There is no comparison number { $number }.
bot-stopping = The bot is stopping: ask again when it is back.
nobody-paints = Nothing can be painted here.
child-painting = Painting one more like #{ $number } …
child-done = [#{ $child }]({ $link }) is like #{ $number }, its noise moved by { $percent }. It hangs in the channel.
child-done-over = [#{ $child }]({ $link }) is painted over #{ $number }, about { $percent } of it anew. It hangs in the channel.
child-done-words = [#{ $child }]({ $link }) is like #{ $number }, with “{ $after }” instead of “{ $before }”. It hangs in the channel.
child-waits = It waits to be painted: it will hang in the channel when its turn comes.
child-only-words = Whatever paints here can neither stay near #{ $number } nor paint over it, and its prompt has no parts to change.
child-note-no-parts = Its words have no parts to change; `/{ command-prompt } { command-prompt-suggest }` is for other words.
child-of = more like #{ $number }
# Buttons, three in a row on a phone: keep them short.
like-closer = Closer
like-again = Another
like-further = Further
over-touch = Lightly
over-half = Half
over-most = Mostly
part-any = A part
part-choose = Which …
words-change = Words …
child-way-over = 🖌️ paints over it
child-way-part = 🎲 changes a part of its words
child-way-words = ✏️ changes its words
part-which = Which part of #{ $number } shall be another one? Its words: “{ $words }”
part-now = { $slot }: now { $now }
part-now-inline = now { $now }
part-loved = Whichever may be loved
part-liked = about { $percent } of its pictures are liked
words-title = More like #{ $number }
words-label = Its words
words-note = Change as little or as much as you like: the noise stays.
alt-pair = Two AI-made pictures side by side: #{ $number }, and #{ $child }, which came from it: { $prompt }
picture-lost = The file of picture #{ $number } is gone, and it cannot be painted again: { $reason }
picture-lost-otherwise = The file of picture #{ $number } is gone, and what paints now paints it otherwise, so nothing can be painted over it. A copy of its file, put back in its place, would help.
children-taken =
    { $most ->
        [0] Variations are switched off here.
        [one] I paint one variation a day at most, and it is taken: try again tomorrow.
       *[other] I paint { $most } variations a day at most, and they are all taken: try again tomorrow.
    }
# $over is “yes” where it can be painted over.
child-of-another-model =
    Picture #{ $number } was painted by { $then }, and now { $now } paints: more like it can only come from the same model.{ $over ->
        [yes] { " " }It can still be painted over.
       *[no] { "" }
    }
child-of-deleted = Picture #{ $number } was deleted from the channel: nothing more is made of it.
child-of-painted-over = Picture #{ $number } was painted over another one, so it has no noise of its own to stay near: paint over it once more.
child-no-nearby = { $model } cannot stay near a picture's noise: other words or another picture can be painted.
child-no-over = { $model } does not paint over pictures.
child-no-parts = The words of this picture have no parts to change: only a prompt with slots has, such as “{ $example }”.
child-no-such-part = That part is not to be had any more: choose another one.
child-words-slots = Write the words themselves, without braces.
child-same-words = Those are the words of #{ $number } already: change at least one.
recipe-why-child = Like #{ $number }: its noise was moved { $strength } of the way towards that of seed { $seed }.
recipe-why-over = Painted over #{ $number }: about { $percent } of it anew.
recipe-why-noise = Like #{ $number }: it begins with the same noise.
recipe-why-words = In its words, “{ $before }” became “{ $after }”.
recipe-why-study = It belongs to a study: every prompt of the study was painted at the same seeds, for the channel to judge.
review-page =
    { "**" }Page { $page }{ "**" } · { $left ->
        [0] the last page
        [one] 1 more picture after these
       *[other] { $left } more pictures after these
    }
    Tap the numbers of the cats you love, then { "**" }{ review-next }{ "**" }. Only you see this; what you like counts as your 👍.
review-turned =
    { "**" }Page { $page }{ "**" } · { $liked } of { $shown ->
        [one] 1 picture
       *[other] { $shown } pictures
    } liked
review-next = Next: the rest are misses
review-stop = Stop here
review-turned-already = That page is turned already: go on with the newest one, or begin again with /{ command-review }.
review-nothing = There is nothing to judge: every picture is judged, liked, or on somebody else's page.
review-over =
    { "**" }Done.{ "**" } { $seen ->
        [one] 1 picture
       *[other] { $seen } pictures
    } looked at, { $liked } liked.
review-left =
    { $left ->
        [one] 1 picture of this review is
       *[other] { $left } pictures of this review are
    } not judged yet: /{ command-review } goes on.
review-newer =
    { $newer ->
        [one] 1 new one
       *[other] { $newer } new ones
    } came meanwhile: /{ command-review }.
review-not-yours = That is somebody else's page: begin your own with /{ command-review }.
review-gone = That review is not there any more: begin a new one with /{ command-review }.
alt-review = Number { $place }: { $picture }
privacy-shown =
    And that you looked at { $shown ->
        [one] 1 picture
       *[other] { $shown } pictures
    } in reviews, under the same hash.
privacy-only-shown =
    Of you I keep that you looked at { $shown ->
        [one] 1 picture
       *[other] { $shown } pictures
    } in reviews, under a keyed hash of your account, never your name. `/{ command-privacy } { command-privacy-forget }` cuts that tie.
odds-title = The odds
# $mean and the figures of $span are per cent; $draws, $low and $high are how many draws it takes.
odds-line = { "**" }1 in { $draws }{ "**" } ({ $low }–{ $high }) · { $mean } a draw ({ $span }) · { $within } in ten
odds-over = 1,000+
odds-note = one liked cat in so many draws, each with a fresh seed · its chance a draw, and in ten draws · { interval-note }
odds-page = page { $page } of { $pages }: /{ command-odds } { command-odds.option-page }:{ $next }
study-begun =
    { "**" }Study { $number }{ "**" } begins: { $prompts } prompts at the same { $seeds } seeds, posted one by one for everybody to judge. `/{ command-study } { command-study-result } { command-study-result.option-number }:{ $number }` tells what it finds.
study-hangs =
    { "**" }Study { $number }{ "**" }: { $posted ->
        [one] 1 picture hangs
       *[other] { $posted } pictures hang
    }. `/{ command-study } { command-study-result } { command-study-result.option-number }:{ $number }` tells what it finds.
study-spoilt =
    { $spoilt ->
        [one] 1 picture
       *[other] { $spoilt } pictures
    } could not be painted.
study-unknown = There is no study number { $number }: curators begin one with /{ command-study } { command-study-start }.
study-none = There is no study yet: curators begin one with /{ command-study } { command-study-start }.
study-incomplete = Study { $number } is not complete yet: it takes at least { $least } seeds at which every prompt hangs.
study-twice = The same prompt is named twice: a study compares different ones.
study-unjudged = { "**" }Study { $number }{ "**" }: nobody has judged it yet, so there is no difference to explain.
study-alike =
    { "**" }Study { $number }{ "**" }: all pictures are liked alike ({ $likes ->
        [one] 1 like
       *[other] { $likes } likes
    }), so there is no difference to explain.
# $early is “yes” while votes may still come.
study-found =
    { "**" }Study { $number }{ "**" } · The prompt explains { "**" }{ $prompt }{ "**" } of the differences in likes{ $early ->
        [yes] { " " }so far
       *[no] { "" }
    } ({ $prompt_span }), the seed { "**" }{ $seed }{ "**" } ({ $seed_span }), and the rest { "**" }{ $rest }{ "**" } ({ $rest_span }): how the two go together, and chance.
study-advice-prompt = So the words matter more than the luck of the seed: it pays to look for better prompts.
study-advice-seed = So the seed matters more than the words: it pays to paint more seeds of the prompts there are.
study-advice-luck = So neither decides alone: a good cat is mostly luck, and it pays to paint many.
study-advice-early = It is too early to say which matters more: more people, prompts or seeds would tell.
sheet-study-title = What makes a cat loved?
sheet-study-subtitle =
    { $prompts } prompts at the same { $seeds } seeds, judged by { $people ->
        [one] 1 person
       *[other] { $people } people
    }
sheet-study-note = where the truth lies with 90% certainty
study-part-prompt = the prompt
study-part-prompt-note = the words
study-part-seed = the seed
study-part-seed-note = the noise it begins with
study-part-rest = the rest
study-part-rest-note = how the two go together, and chance
alt-study = Bars: how much of the differences in likes is explained by { $parts }. The prompts: { $prompts }.
alt-study-part = { $part } { $share }% ({ $low }% to { $high }%)

## More of the digest

# As with digest-heading: the number comes first, and both asterisks stay.
digest-heading-weekly = { "**" }Digest { $number }{ "**" } · the week to { DATETIME($on, dateStyle: "long") }
digest-heading-monthly = { "**" }Digest { $number }{ "**" } · the month to { DATETIME($on, dateStyle: "long") }
sheet-title-weekly = The week to { DATETIME($on, dateStyle: "long") }
sheet-title-monthly = The month to { DATETIME($on, dateStyle: "long") }
# Short: it stands on the corner of a picture.
sheet-new = new
digest-credit = thanks to { $person }
digest-new = new
# One prompt of a list.
quoted = “{ $prompt }”
digest-new-prompts = New this week: { $prompts }.
# How many there are besides those named; the last of their list.
digest-new-rest = { $more } more
digest-learnt-more = Learnt: you love “{ $prompt }” more than I thought: { $record }.
digest-learnt-less = Learnt: you love “{ $prompt }” less than I thought: { $record }.
digest-lately = { $record }, { $likes } of the last { $trials }
doing-post-sheet = posting sheet { $number }
doing-pin = pinning the digest
may-not-pin = The digest cannot be pinned: allow Pin Messages for the bot's role in the channel's settings, or set posting.pin_digest to false in config.toml. It hangs all the same.

## The page of the demo. Plain: a placeable, or a choice by number; no functions and no references to other texts.

page-skip = Skip to the message box
page-sidebar = Server, standings and who you are
page-stand-in = a local stand-in for Discord
page-close-sidebar = Close sidebar
page-open-sidebar = Standings and settings
page-standings = What the bot believes
page-show-truth = Show the crowd's true rate
page-nothing-yet = Nothing yet: the first pictures are on their way.
page-welcome = The bot is the real one, the other members are simulated. Press 👍 under cats you love; press a black bar to read the prompt behind it; right-click a picture, or hold it, to learn how it was made; type / for commands, such as /help.
page-welcome-close = Got it
page-counts = liked of judged
page-belief = belief
page-likely-range = likely range
page-true-rate = true rate
page-acting-as = Acting as
page-language = Language
page-newcomer = You
page-owner = { $name } (owner)
page-now-acting-as = You now act as { $name }.
page-no-channel = no channel
page-online = bot online
page-offline = bot offline
page-lost = reconnecting…
page-connecting = connecting…
page-typing =
    { $people ->
        [one] { $names } is typing…
       *[other] { $names } are typing…
    }
page-earlier = Show earlier messages
page-messages = Messages
page-new-messages = New messages ↓
page-composer = Message, or / for commands
page-composer-label = Message, or slash for commands
page-send = Send
page-picture = Picture
page-file = file
page-choose = Choose…
page-choose-command = Choose one of the commands shown, or none fits.
page-commands = Commands
page-no-command = No command fits.
page-leave-command = Command { $command }; press to leave it
page-true = True
page-false = False
page-nothing-fits = Nothing fits.
page-needs = /{ $command } needs { $option }.
page-between = { $option } is a number from { $low } to { $high }.
page-at-least = { $option } is at least { $low }.
page-at-most = { $option } is at most { $high }.
page-whole-number = { $option } is a whole number.
page-number = { $option } is a number.
page-too-short = { $option } has at least { $low } characters.
page-choose-offered = { $option }: choose one of what is offered.
page-cancel = Cancel
page-submit = Submit
page-just-now = just now
page-unknown-role = unknown-role
page-unknown-channel = unknown
page-unknown-user = unknown-user
page-spoiler = Spoiler, press to reveal
page-message = message
page-message-menu = Message
page-add-reaction = Add a reaction
page-copy-link = Copy message link
page-copy-id = Copy message ID
page-delete-message = Delete message
page-copied = Copied.
page-close-picture = Close picture
page-open-file = Open the file
page-enlarge = Enlarge picture
page-enlarge-this = Enlarge picture: { $picture }
page-covered = SPOILER
page-a-picture = a picture
page-a-message = a message
page-a-spoiler = (spoiler)
page-message-gone = That message is gone.
page-silent = Posted silently
page-thinking = { $name } is thinking…
page-edited = (edited)
page-used = { $person } used { $command }
page-only-you = Only you can see this
page-dismiss = Dismiss message
page-more = More actions
page-reactions = Reactions
page-and-more = { $names } and { $more } more
page-reactions-by =
    { $reactions ->
        [one] { $emoji }, 1 reaction: { $people }
       *[other] { $emoji }, { $reactions } reactions: { $people }
    }
page-super-reactions =
    { $reactions ->
        [one] { $emoji }, 1 reaction, { $bursts } of them super: { $people }
       *[other] { $emoji }, { $reactions } reactions, { $bursts } of them super: { $people }
    }
page-react-with = React with { $emoji }
page-choose-reaction = Choose a reaction
page-hold = Hold, or press with Shift, for a super reaction
page-standing = { $prompt }: believed { $mean }, likely { $low } to { $high }; { $likes } of { $pictures } pictures liked
# Follows the text before it.
page-truth = ; the crowd's true rate is { $rate }
page-unreachable = The playground is not reachable.
page-went-away = The playground went away.
page-no-answer = The application did not respond.

## The bot's profile, in all languages one below the other: short, 400 characters together are allowed

about = Paints cats and learns from your 👍 which ones you love. All pictures are AI-made.

## Settings of a prompt's own

own-unknown = “{ $found }” is no setting: behind its words a prompt may have { $known }. Without the dashes it is a word.
own-empty = Nothing follows { $flag }: write its value behind it, or leave it out.
own-twice = { $flag } stands there twice: leave one out.
own-range = { $flag } goes from { $least } to { $most }, not “{ $found }”.
own-size = “{ $found }” is no size: write width and height in pixels, as { $example }, each a multiple of { $grain } from { $least } to { $most }.
own-list = { $slot } is a list, and lists change: write the choice in its place, as { $example }.
own-choices = { $flag } has { $choices } values to choose from, and may have { $most }: leave some out.
own-not-here = Settings (“{ $found }”) belong behind a whole prompt: write only words here.
resting-heavy = Prompt { $number } (“{ $prompt }”) asks for { $work } times the usual work, and { $allowed ->
        [none] prompts may have no settings of their own
       *[some] { $most } times is allowed
    } (batch.own_work). It rests: add it with less, or ask the owner for more.
resting-spoilt = Prompt { $number } (“{ $prompt }”) could not be painted: { $reason } It rests for a day; retire it, or add it with other words.
resting-option = Prompt { $number } (“{ $prompt }”) could not be painted with “{ $option }”: { $reason } It is painted with its other options for a day.
