# bash completion for sfpy-hook                                 -*- shell-script -*-
# shellcheck shell=bash
#
# Made by 'sfpy-hook completion bash' from the tables of its options: change those, not this.

_sfpy_hook_commands='listen trigger sign verify replay deliveries smoke fixtures secret config completion help'

# What a command takes. Options: the kind of value, the verbs that heed it (*: all), then how the option is written.
# Verbs, which are its subcommands: the name, then the kinds of their first and of their other arguments.
_sfpy_hook_table() {
    case $1 in
    listen)
        options=(
            'text * --port -p'
            'address * --host'
            'text * --path'
            'choice:pretty,compact,json * --format'
            'events * --events -e'
            'text * --count'
            'condition * --until'
            'text * --timeout'
            'file * --ready-file'
            'choice:always,batch,none * --sync'
            'flag * --accept-invalid'
            'flag * --no-verify'
            'flag * --allow-browser'
            'text * --max-body'
            'text * --max-connections'
            'flag * --print-secret'
            'target * --forward-to -f'
            'header * --header -H'
            'flag * --forwarded'
            'text * --forward-timeout'
            'text * --forward-retries'
            'flag * --insecure'
            'file * --cacert'
            'statuses * --respond'
            'file * --respond-body'
            'header * --respond-header'
            'text * --delay'
            'fault * --fault'
            'flag * --tls'
            'file * --tls-cert'
            'file * --tls-key'
            'file * --unix-socket'
            'text * --secret -s'
            'file * --secret-file'
            'scheme * --scheme'
            'text * --tolerance'
            'text * --notification-url'
            'file * --journal'
            'text * --journal-max'
            'flag * --no-record'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=()
        kinds=(text text) runs=yes
        ;;
    trigger)
        options=(
            'file * --payload'
            'delivery * --like'
            'text * --set'
            'text * --unset'
            'flag * --add'
            'flag * --edit'
            'time * --at'
            'text * --seed'
            'folder * --fixtures'
            'url * --to'
            'header * --header -H'
            'statuses * --expect'
            'text * --timeout'
            'text * --retry'
            'text * --retry-plan'
            'file * --unix-socket'
            'text * --signature'
            'flag * --no-signature'
            'header-name * --signature-header'
            'flag * --tamper'
            'text * --count -n'
            'text * --duration'
            'text * --concurrency -c'
            'text * --rate'
            'text * --ramp'
            'flag * --duplicate'
            'flag * --reorder'
            'flag * --dry-run'
            'choice:http,curl,body,json * --format'
            'flag * --insecure -k'
            'file * --cacert'
            'file * --cert'
            'file * --key'
            'text * --resolve'
            'text * --secret -s'
            'file * --secret-file'
            'scheme * --scheme'
            'text * --tolerance'
            'text * --notification-url'
            'file * --journal'
            'text * --journal-max'
            'flag * --no-record'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=()
        kinds=(fixture fixture) runs=
        ;;
    sign)
        options=(
            'choice:guess,body,http,journal,har,curl,gosmee,clerk * --input'
            'time * --at'
            'text * --id'
            'header-name * --signature-header'
            'text * --secret -s'
            'file * --secret-file'
            'scheme * --scheme'
            'text * --tolerance'
            'text * --notification-url'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=()
        kinds=(file text) runs=
        ;;
    verify)
        options=(
            'text * --signature'
            'header * --header -H'
            'time * --at'
            'flag * --explain'
            'choice:guess,body,http,journal,har,curl,gosmee,clerk * --input'
            'text * --secret -s'
            'file * --secret-file'
            'scheme * --scheme'
            'text * --tolerance'
            'text * --notification-url'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=()
        kinds=(file file) runs=
        ;;
    replay)
        options=(
            'text * --last'
            'events * --events -e'
            'time * --since'
            'time * --until'
            'flag * --failed'
            'flag * --resign'
            'text * --set'
            'text * --unset'
            'flag * --add'
            'url * --to'
            'header * --header -H'
            'statuses * --expect'
            'text * --timeout'
            'text * --retry'
            'text * --retry-plan'
            'file * --unix-socket'
            'text * --speed'
            'text * --rate'
            'text * --concurrency -c'
            'choice:asc,desc,shuffle * --order'
            'text * --times'
            'text * --seed'
            'flag * --diff'
            'header-name * --diff-header'
            'text * --diff-ignore'
            'flag * --dry-run'
            'choice:http,curl,body,json * --format'
            'flag * --insecure -k'
            'file * --cacert'
            'file * --cert'
            'file * --key'
            'text * --resolve'
            'text * --secret -s'
            'file * --secret-file'
            'scheme * --scheme'
            'text * --tolerance'
            'text * --notification-url'
            'file * --journal'
            'text * --journal-max'
            'flag * --no-record'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=()
        kinds=(delivery delivery) runs=
        ;;
    deliveries)
        options=(
            'events list,show,export,diff,prune --events -e'
            'time list,show,export,diff,prune --since'
            'time list,show,export,diff,prune --until'
            'flag list,show,export,diff,prune --failed'
            'flag list,show,export,diff,prune --invalid'
            'choice:both,received,sent list,show,export,diff,prune --direction'
            'text list --limit'
            'flag list --follow'
            'choice:pretty,http,body,curl,json,jsonl,har show,export --format'
            'flag show,export --show-credentials'
            'text prune --keep'
            'time prune --older-than'
            'flag prune --dry-run'
            'file * --journal'
            'text * --journal-max'
            'flag * --no-record'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=('list text text' 'show delivery delivery' 'export delivery delivery' 'import file file' 'diff delivery delivery' 'prune text text')
        kinds=(text text) runs=
        ;;
    smoke)
        options=(
            'checks * --only'
            'checks * --skip'
            'flag * --list'
            'flag * --strict'
            'fixtures * --events'
            'statuses * --accept'
            'statuses * --reject'
            'text * --spawn'
            'text * --wait'
            'text * --timeout'
            'text * --concurrency -c'
            'header * --header -H'
            'header-name * --signature-header'
            'file * --unix-socket'
            'flag * --tap'
            'file * --junit'
            'file * --summary'
            'flag * --insecure -k'
            'file * --cacert'
            'file * --cert'
            'file * --key'
            'text * --resolve'
            'folder * --fixtures'
            'text * --secret -s'
            'file * --secret-file'
            'scheme * --scheme'
            'text * --tolerance'
            'text * --notification-url'
            'file * --journal'
            'text * --journal-max'
            'flag * --no-record'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=()
        kinds=(url text) runs=
        ;;
    fixtures)
        options=(
            'flag export --force'
            'folder * --fixtures'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=('list text text' 'show fixture text' 'export folder fixture' 'check file file')
        kinds=(text text) runs=
        ;;
    secret)
        options=(
            'flag * --env'
            'text rotate --overlap'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=( 'new text text' 'rotate text text')
        kinds=(text text) runs=
        ;;
    config)
        options=(
            'flag list --all -a'
            'flag init --user'
            'flag init --force'
            'text * --secret -s'
            'file * --secret-file'
            'scheme * --scheme'
            'text * --tolerance'
            'text * --notification-url'
            'file * --journal'
            'text * --journal-max'
            'flag * --no-record'
            'folder * --fixtures'
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=('list topic topic' 'init file text')
        kinds=(text text) runs=
        ;;
    completion)
        options=(
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=('bash text text' 'zsh text text' 'fish text text')
        kinds=(text text) runs=
        ;;
    help)
        options=(
            'flag * --json'
            'flag * --quiet -q'
            'flag * --verbose -v'
            'choice:auto,always,never * --color'
            'file * --config'
            'flag * --help -h'
        )
        verbs=()
        kinds=(topic text) runs=
        ;;
    *) return 1 ;;
    esac
}

# Cuts the line into words, without their quotes. Of the last one `stem` is what readline leaves alone (it completes
# behind the last of COMP_WORDBREAKS, or behind the quote that is open), and `quoted` is that quote.
_sfpy_hook_split() {
    local line=$1 word='' state='' begun='' char i
    words=() stem='' quoted=''
    for ((i = 0; i < ${#line}; i++)); do
        char=${line:i:1}
        case $state$char in
        [\ $'\t'$'\n'])
            [[ ! $begun ]] || words+=("$word")
            word='' begun='' stem=''
            continue
            ;;
        [\'\"]) state=$char stem=$word quoted=$char ;;
        \\) state=\\ ;;
        ?)
            word+=$char
            [[ $COMP_WORDBREAKS != *"$char"* ]] || stem=$word
            ;;
        \'\' | \"\") state='' quoted='' ;;
        \"\\) state=\"\\ ;;
        \\?) word+=$char state='' ;;
        \"\\[\"\\\$\`]) word+=$char state=\" ;;
        \"\\?) word+=\\$char state=\" ;;
        *) word+=$char ;;
        esac
        begun=yes
    done
    words+=("$word")
}

# The kind of value that an option takes, into `kind`.
_sfpy_hook_kind() {
    local row
    kind=flag
    for row in "${options[@]}"; do
        [[ " $row " != *" $1 "* ]] || kind=${row%% *}
    done
}

# The same for the first letter of several that takes a value; `value` is what stands behind it.
_sfpy_hook_letters() {
    value=$1
    while [[ $value ]]; do
        _sfpy_hook_kind "-${value:0:1}"
        value=${value:1}
        [[ $kind == flag ]] || return 0
    done
}

# Offers a value, with words about it where a list of several is shown.
_sfpy_hook_add() {
    local value=$1
    [[ $value == "$stem"* ]] || return 0
    value=${value#"$stem"}
    case $quoted in
    \') value=${value//\'/\'\\\'\'} ;;
    \") value=${value//\\/\\\\} value=${value//\"/\\\"} value=${value//\$/\\\$} value=${value//\`/\\\`} ;;
    *)
        printf -v value %q "$value"
        value=${value//\\,/,} # which %q fears for braces
        ;;
    esac
    [[ $1 != *[=:.] ]] || compopt -o nospace 2>/dev/null
    COMPREPLY+=("$value")
    abouts+=("${2-}")
}

# Offers those of the words that begin with what is typed.
_sfpy_hook_words() {
    local typed=$1 each
    shift
    for each; do
        [[ $each != "$typed"* ]] || _sfpy_hook_add "$each"
    done
}

# Offers names of files, or of folders alone (-d), behind `front`.
_sfpy_hook_files() {
    local each
    compopt -o filenames 2>/dev/null
    while IFS= read -r each; do
        each=$front$each
        [[ $each != "$stem"* ]] || COMPREPLY+=("${each#"$stem"}")
    done < <(compgen "$1" -- "$value")
}

# Offers what the program knows.
_sfpy_hook_ask() {
    local program=${words[0]} each about
    # shellcheck disable=SC2088  # as it is typed
    [[ $program != '~/'* ]] || program=$HOME/${program:2}
    type -P "$program" >/dev/null || program=sfpy-hook
    while IFS=$'\t' read -r each about; do
        _sfpy_hook_add "$front$each" "$about"
    done < <(printf '%s\0' "${words[@]:1:${#words[@]}-2}" "$value" |
        "$program" completion values "$kind" 2>/dev/null)
    compopt -o nosort 2>/dev/null
}

# Offers values of `kind` that begin with `value`; `front` is what stands before them in the word.
_sfpy_hook_values() {
    local IFS=$' \t\n'
    case $kind in
    flag | text) ;;
    choice:*)
        local IFS=,
        # shellcheck disable=SC2086  # words of ours
        set -- ${kind#choice:}
        _sfpy_hook_words "$front$value" "${@/#/$front}"
        ;;
    file) _sfpy_hook_files -f ;;
    folder) _sfpy_hook_files -d ;;
    fixture)
        _sfpy_hook_ask
        [[ ${#COMPREPLY[@]} != 0 ]] || _sfpy_hook_files -f
        ;;
    *) _sfpy_hook_ask ;;
    esac
}

# Offers the options that the verb heeds, written as long ones where two dashes are typed.
_sfpy_hook_options() {
    local row all=() verb=${operands[0]-}
    for row in "${options[@]}"; do
        read -ra row <<<"$row"
        [[ $verb && ${row[1]} != '*' && ,${row[1]}, != *,"$verb",* ]] || all+=("${row[@]:2}")
    done
    _sfpy_hook_words "$1" "${all[@]}"
}

# Offers what the next operand may be.
_sfpy_hook_operand() {
    local row verb=${operands[0]-} count=${#operands[@]}
    if [[ ${#verbs[@]} != 0 && $count == 0 ]]; then
        _sfpy_hook_words "$value" "${verbs[@]%% *}"
        return
    fi
    for row in "${verbs[@]}"; do
        [[ ${row%% *} != "$verb" ]] || { read -ra kinds <<<"${row#* }" && ((count--)); }
    done
    kind=${kinds[count > 0]}
    _sfpy_hook_values
    [[ $kind != text || $value || $dashes ]] || _sfpy_hook_options ''
}

# Offers the words of the command behind --.
_sfpy_hook_command() {
    local i kind=-c each
    for ((i = 0; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} != -- ]] || break
    done
    if declare -F _command_offset >/dev/null; then
        _command_offset "$((i + 1))"
        return
    fi
    ((i + 1 == COMP_CWORD)) || kind=-f
    compopt -o filenames 2>/dev/null
    while IFS= read -r each; do
        COMPREPLY+=("$each")
    done < <(compgen "$kind" -- "$value")
}

# Goes through the words in front of the last one: `pending` is the kind of value that the next one is, `dashes` says
# that -- was there.
_sfpy_hook_read() {
    local i word kind value
    for ((i = 2; i < ${#words[@]} - 1; i++)); do
        word=${words[i]} kind=flag value=''
        if [[ $pending ]]; then
            pending=''
            continue
        fi
        case $dashes$word in
        --) dashes=yes ;;
        --*=*) ;;
        --*) _sfpy_hook_kind "$word" ;;
        -?*) _sfpy_hook_letters "${word:1}" ;;
        *) operands+=("$word") ;;
        esac
        [[ $kind == flag || $value ]] || pending=$kind
    done
}

_sfpy_hook() {
    local IFS=$' \t\n' line=${COMP_LINE:0:${COMP_POINT:-0}} i
    local words=() stem quoted options=() verbs=() kinds=() runs='' operands=() pending='' dashes=''
    local word kind=flag value front='' abouts=()
    COMPREPLY=()
    if [[ ! $line ]]; then
        line="${COMP_WORDS[*]:0:COMP_CWORD+1}"
        line=${line// = /=}
    fi
    _sfpy_hook_split "$line"
    word=${words[${#words[@]} - 1]} value=$word
    if ((${#words[@]} < 3)); then
        # shellcheck disable=SC2086  # words of ours
        _sfpy_hook_words "$word" $_sfpy_hook_commands --help --version -h
        return 0
    fi
    _sfpy_hook_table "${words[1]}" || return 0
    _sfpy_hook_read
    if [[ $pending ]]; then
        kind=$pending
        _sfpy_hook_values
    elif [[ $dashes && $runs ]]; then
        _sfpy_hook_command
    elif [[ ! $dashes && $word == --*=* ]]; then
        _sfpy_hook_kind "${word%%=*}"
        front=${word%%=*}= value=${word#*=}
        _sfpy_hook_values
    elif [[ ! $dashes && $word == -[!-]* ]] && _sfpy_hook_letters "${word:1}" && [[ $kind != flag ]]; then
        front=${word:0:${#word}-${#value}}
        _sfpy_hook_values
    elif [[ ! $dashes && $word == -* ]]; then
        _sfpy_hook_options "$word"
    else
        _sfpy_hook_operand
    fi
    # Readline closes the quote behind a single value, also where more has to follow.
    [[ ! $quoted || ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *[=:.] ]] || COMPREPLY+=("${COMPREPLY[0]} ")
    # Where a list is shown, and only there: what is inserted must be the values alone.
    case ${COMP_TYPE-} in
    63 | 33 | 64)
        for ((i = 0; ${#COMPREPLY[@]} > 1 && i < ${#abouts[@]}; i++)); do
            [[ ! ${abouts[i]} ]] || COMPREPLY[i]+="  (${abouts[i]})"
        done
        ;;
    esac
    return 0
}

complete -F _sfpy_hook sfpy-hook
