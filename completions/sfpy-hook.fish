# fish completion for sfpy-hook. Made by 'sfpy-hook completion fish' from the tables of its options: change those, not
# this.

# Prints what stands in front of the word that is typed: the command, whether -- was there, how many operands, the first
# of them, and whether an option waits for its value.
function __sfpy_hook_typed
    set -l words (commandline -opc)
    set -l takes
    switch "$words[2]"
        case listen
            set takes --port -p --host --path --format --events -e --count --until --timeout --ready-file --sync --max-body --max-connections --forward-to -f --header -H --forward-timeout --forward-retries --cacert --respond --respond-body --respond-header --delay --fault --tls-cert --tls-key --unix-socket --secret -s --secret-file --scheme --tolerance --notification-url --journal --journal-max --color --config
        case trigger
            set takes --payload --like --set --unset --at --seed --fixtures --to --header -H --expect --timeout --retry --retry-plan --unix-socket --signature --signature-header --count -n --duration --concurrency -c --rate --ramp --format --cacert --cert --key --resolve --secret -s --secret-file --scheme --tolerance --notification-url --journal --journal-max --color --config
        case sign
            set takes --input --at --id --signature-header --secret -s --secret-file --scheme --tolerance --notification-url --color --config
        case verify
            set takes --signature --header -H --at --input --secret -s --secret-file --scheme --tolerance --notification-url --color --config
        case replay
            set takes --last --events -e --since --until --set --unset --to --header -H --expect --timeout --retry --retry-plan --unix-socket --speed --rate --concurrency -c --order --times --seed --diff-header --diff-ignore --format --cacert --cert --key --resolve --secret -s --secret-file --scheme --tolerance --notification-url --journal --journal-max --color --config
        case deliveries
            set takes --events -e --since --until --direction --limit --format --keep --older-than --journal --journal-max --color --config
        case smoke
            set takes --only --skip --events --accept --reject --spawn --wait --timeout --concurrency -c --header -H --signature-header --unix-socket --junit --summary --cacert --cert --key --resolve --fixtures --secret -s --secret-file --scheme --tolerance --notification-url --journal --journal-max --color --config
        case fixtures
            set takes --fixtures --color --config
        case secret
            set takes --overlap --color --config
        case config
            set takes --secret -s --secret-file --scheme --tolerance --notification-url --journal --journal-max --fixtures --color --config
        case completion
            set takes --color --config
        case help
            set takes --color --config
    end
    set -l operands
    set -l dashes no
    set -l pending no
    for word in $words[3..]
        if test $pending = yes
            set pending no
        else if test $dashes = yes; or not string match -qr '^-.' -- $word
            set -a operands $word
        else if test $word = --
            set dashes yes
        else if string match -qr '^--' -- $word
            contains -- $word $takes; and set pending yes
        else
            # Letters up to one that takes a value, which is the next word where nothing is left of this one.
            set -l letters (string split '' -- (string sub -s 2 -- $word))
            while set -q letters[1]
                set -l letter $letters[1]
                set -e letters[1]
                contains -- -$letter $takes; or continue
                set -q letters[1]; or set pending yes
                break
            end
        end
    end
    string escape -- "$words[2]" $dashes (count $operands) "$operands[1]" $pending
end

# Whether this command is typed; '': none yet.
function __sfpy_hook_is
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end

# Whether this command is typed, and no subcommand yet or one of these.
function __sfpy_hook_heeds
    __sfpy_hook_is $argv[1]; or return
    set -l typed (__sfpy_hook_typed | string unescape)
    test -z "$typed[4]"; or contains -- "$typed[4]" $argv[2..]
end

# Whether the first operand comes next, or one behind it, of a command or of its subcommand.
function __sfpy_hook_operand
    __sfpy_hook_is $argv[2]; or return
    set -l typed (__sfpy_hook_typed | string unescape)
    test $typed[5] = no; or return
    set -l count $typed[3]
    if test -n "$argv[3]"
        test "$typed[4]" = "$argv[3]"; or return
        set count (math $count - 1)
    end
    test $argv[1] = first -a $count -eq 0; or test $argv[1] = rest -a $count -gt 0
end

# Whether the words of another command are typed, behind --.
function __sfpy_hook_runs
    __sfpy_hook_is $argv[1]; or return
    set -l typed (__sfpy_hook_typed | string unescape)
    test $typed[2] = yes
end

function __sfpy_hook_command
    set -l words (commandline -opc)
    set -l at (contains -i -- -- $words)
    complete -C (string join ' ' -- (string escape -- $words[(math $at + 1)..]) (commandline -ct))
end

# Prints values of a kind that the program knows.
function __sfpy_hook_values
    set -l words (commandline -opc)
    set -l value (string replace -r '^--[^=]*=' '' -- (commandline -ct) | string replace -r '^-[^-]' '' | string unescape)
    if test $argv[1] = folder
        __fish_complete_directories "$value" ''
        return
    end
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    command -q -- $program; or set program sfpy-hook
    command -q -- $program; or return
    # fish itself finds what is typed anywhere in a value, which is more; but not all ids are told, and of a list it
    # needs what stands in front.
    set -l typed $value
    contains -- $argv[1] delivery target condition; or string match -qr '[,!]' -- $value; or set value ''
    set -l offers (printf '%s\0' $words[2..] "$value" | command $program completion values $argv[1] 2>/dev/null)
    string join -- \n $offers
    test $argv[1] = fixture; or return 0
    string match -qr -- '^'(string escape --style=regex -- "$typed") $offers; or __fish_complete_path "$typed" ''
end

complete -c sfpy-hook -f
complete -c sfpy-hook -n '__sfpy_hook_is ""' -s h -l help -d 'show the commands'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -l version -d 'show the version'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a listen -d 'receive deliveries: verify, print, record, answer or forward them'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a trigger -d 'build an event from a fixture, sign it, send it'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a sign -d 'print the signature headers for a payload'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a verify -d 'check the signature of a saved payload, and say why it fails'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a replay -d 'send recorded deliveries again, byte for byte or re-signed'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a deliveries -d 'list, show, export, import, compare, prune what was recorded'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a smoke -d 'test an endpoint\'s behaviour for CI, with a report'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a fixtures -d 'list, show, copy out and check the events that trigger can send'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a secret -d 'show, generate or rotate the development secret'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a config -d 'show each setting and where it comes from; write a commented file'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a completion -d 'print the completion script for bash, zsh or fish'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -a help -d 'show the help of a command, or the signing schemes'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l port -s p -r -f -d 'port to listen on'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l host -r -f -k -a '(__sfpy_hook_values address)' -d 'address to listen on'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l path -r -f -d 'path of the endpoint'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l format -r -f -a 'pretty compact json' -d 'how deliveries are printed'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l events -s e -r -f -k -a '(__sfpy_hook_values events)' -d 'show and forward these events only, such as…'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l count -r -f -d 'end after N deliveries, valid or not'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l until -r -f -k -a '(__sfpy_hook_values condition)' -d 'end once a delivery meets this, see above'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l timeout -r -f -d 'end after this time'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l ready-file -r -F -d 'write the URL here once listening'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l sync -r -f -a 'always batch none' -d 'records are safe from a loss of power'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l accept-invalid -d 'answer 200 to invalid signatures too, marked'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l no-verify -d 'check no signatures'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l allow-browser -d 'let in requests from web pages'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l max-body -r -f -d 'largest body that is taken'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l max-connections -r -f -d 'connections at one time'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l print-secret -d 'show the secret itself at the start'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l forward-to -s f -r -f -k -a '(__sfpy_hook_values target)' -d 'hand accepted deliveries on to an application and its…'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l header -s H -r -f -k -a '(__sfpy_hook_values header)' -d 'add or replace a header on the way'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l forwarded -d 'add X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l forward-timeout -r -f -d 'how long to wait for the application'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l forward-retries -r -f -d 'try again after 0.5, 1, 2, 4 s … where it is down, late or…'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l insecure -d 'trust any certificate of the application'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l cacert -r -F -d 'trust certificates that this one has signed, too'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l respond -r -f -k -a '(__sfpy_hook_values statuses)' -d 'answer accepted deliveries so, one after the other'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l respond-body -r -F -d 'the body of these answers'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l respond-header -r -f -k -a '(__sfpy_hook_values header)' -d 'add a header to them, or replace ours'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l delay -r -f -d 'wait before each answer'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l fault -r -f -k -a '(__sfpy_hook_values fault)' -d 'instead of answering the first COUNT deliveries'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l tls -d 'speak https, with a certificate for this machine that is…'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l tls-cert -r -F -d 'speak https with this certificate'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l tls-key -r -F -d 'the key of --tls-cert'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l unix-socket -r -F -d 'listen on a unix socket, made here with mode 0600, instead…'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l secret -s s -r -f -d 'shared secret, used as text'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l secret-file -r -F -d 'secrets from a file, one a line'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l scheme -r -f -k -a '(__sfpy_hook_values scheme)' -d 'signing scheme; \'sfpy-hook help schemes\' lists them'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l tolerance -r -f -d 'how old a signed time may be'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l notification-url -r -f -d 'the endpoint\'s URL as registered, for schemes that sign it'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l journal -r -F -d 'record deliveries here'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l journal-max -r -f -d 'over this it becomes FILE.1, in place of an older one'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l no-record -d 'record nothing'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is listen' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_runs listen' -a '(__sfpy_hook_command)'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l payload -r -F -d 'send the bytes of a file as they are, signed'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l like -r -f -k -a '(__sfpy_hook_values delivery)' -d 'send the event of a recorded delivery, with its headers…'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l set -r -f -d 'change a member of the event'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l unset -r -f -d 'take a member of the event away'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l add -d '--set makes members that aren\'t there'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l edit -d 'open the event in $VISUAL or $EDITOR first'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l at -r -f -k -a '(__sfpy_hook_values time)' -d 'the time of the event and of the signature'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l seed -r -f -d 'make what is random from this number'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l fixtures -r -f -k -a '(__sfpy_hook_values folder)' -d 'events of your own'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l to -r -f -k -a '(__sfpy_hook_values url)' -d 'the endpoint (default http://127.0.0.1:4242/)'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l header -s H -r -f -k -a '(__sfpy_hook_values header)' -d 'add or replace a header'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l expect -r -f -k -a '(__sfpy_hook_values statuses)' -d 'statuses that count as success, such as 2xx or 200,404'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l timeout -r -f -d 'how long to wait for an answer'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l retry -r -f -d 'try again, signed anew, after 1, 2, 4, 8, 16 s … where no…'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l retry-plan -r -f -d 'try again after these times, such as 1s,5s,1m'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l unix-socket -r -F -d 'connect to this socket instead of the URL\'s host and port'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l signature -r -f -d 'send this as the signature'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l no-signature -d 'send no signature'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l signature-header -r -f -k -a '(__sfpy_hook_values header-name)' -d 'send the signature under this name only'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l tamper -d 'change one byte of the body after it was signed'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l count -s n -r -f -d 'how many events in all'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l duration -r -f -d 'send for so long'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l concurrency -s c -r -f -d 'how many are in flight at most'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l rate -r -f -d 'so many a second'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l ramp -r -f -d 'begin with few, and reach the rate or concurrency after so…'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l duplicate -d 'send each event twice, the same bytes'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l reorder -d 'send events in another order than they happened'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l dry-run -d 'print the request and send nothing'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l format -r -f -a 'http curl body json' -d 'of --dry-run: http, curl, body or json'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l insecure -s k -d 'trust any certificate of the endpoint'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l cacert -r -F -d 'trust certificates that this one has signed, too'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l cert -r -F -d 'the certificate to show to the endpoint'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l key -r -F -d 'its key (PEM, without a passphrase), where it is not in the…'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l resolve -r -f -d 'connect to this address for that host and port'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l secret -s s -r -f -d 'shared secret, used as text'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l secret-file -r -F -d 'secrets from a file, one a line'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l scheme -r -f -k -a '(__sfpy_hook_values scheme)' -d 'signing scheme; \'sfpy-hook help schemes\' lists them'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l tolerance -r -f -d 'how old a signed time may be'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l notification-url -r -f -d 'the endpoint\'s URL as registered, for schemes that sign it'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l journal -r -F -d 'record deliveries here'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l journal-max -r -f -d 'over this it becomes FILE.1, in place of an older one'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l no-record -d 'record nothing'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is trigger' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first trigger ""' -k -a '(__sfpy_hook_values fixture)'
complete -c sfpy-hook -n '__sfpy_hook_operand rest trigger ""' -k -a '(__sfpy_hook_values fixture)'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l input -r -f -a 'guess body http journal har curl gosmee clerk' -d 'what FILE is: body, http, journal, har, curl, gosmee, clerk'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l at -r -f -k -a '(__sfpy_hook_values time)' -d 'the time that is signed, for schemes that sign one'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l id -r -f -d 'the id that is signed, for schemes that sign one'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l signature-header -r -f -k -a '(__sfpy_hook_values header-name)' -d 'print the signature under this name only'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l secret -s s -r -f -d 'shared secret, used as text'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l secret-file -r -F -d 'secrets from a file, one a line'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l scheme -r -f -k -a '(__sfpy_hook_values scheme)' -d 'signing scheme; \'sfpy-hook help schemes\' lists them'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l tolerance -r -f -d 'how old a signed time may be'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l notification-url -r -f -d 'the endpoint\'s URL as registered, for schemes that sign it'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is sign' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first sign ""' -F
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l signature -r -f -d 'the signature, byte for byte, in place of the one in FILE'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l header -s H -r -f -k -a '(__sfpy_hook_values header)' -d 'a header that came with the payload'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l at -r -f -k -a '(__sfpy_hook_values time)' -d 'verify as of then'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l explain -d 'show the working'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l input -r -f -a 'guess body http journal har curl gosmee clerk' -d 'what FILE is: body, http, journal, har, curl, gosmee, clerk'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l secret -s s -r -f -d 'shared secret, used as text'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l secret-file -r -F -d 'secrets from a file, one a line'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l scheme -r -f -k -a '(__sfpy_hook_values scheme)' -d 'signing scheme; \'sfpy-hook help schemes\' lists them'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l tolerance -r -f -d 'how old a signed time may be'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l notification-url -r -f -d 'the endpoint\'s URL as registered, for schemes that sign it'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is verify' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first verify ""' -F
complete -c sfpy-hook -n '__sfpy_hook_operand rest verify ""' -F
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l last -r -f -d 'the newest N of those that fit'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l events -s e -r -f -k -a '(__sfpy_hook_values events)' -d 'of these events only'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l since -r -f -k -a '(__sfpy_hook_values time)' -d 'since when: 2026-01-02, 2026-01-02T15:04:05Z, today, 10m'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l until -r -f -k -a '(__sfpy_hook_values time)' -d 'up to then'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l failed -d 'received and not answered 2xx by all'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l resign -d 'sign anew: with the time that it is, by the secret in use'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l set -r -f -d 'change a member of each event, and sign anew'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l unset -r -f -d 'take a member of each event away, and sign anew'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l add -d '--set makes members that aren\'t there'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l to -r -f -k -a '(__sfpy_hook_values url)' -d 'the endpoint (default'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l header -s H -r -f -k -a '(__sfpy_hook_values header)' -d 'add or replace a header'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l expect -r -f -k -a '(__sfpy_hook_values statuses)' -d 'statuses that count as success, such as 2xx or 200,404'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l timeout -r -f -d 'how long to wait for an answer'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l retry -r -f -d 'try again after 1, 2, 4, 8, 16 s … where no answer came, or…'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l retry-plan -r -f -d 'try again after these times, such as 1s,5s,1m'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l unix-socket -r -F -d 'connect to this socket instead of the URL\'s host and port'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l speed -r -f -d 'keep the recorded gaps, X times as fast'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l rate -r -f -d 'so many a second'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l concurrency -s c -r -f -d 'how many are in flight at most'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l order -r -f -a 'asc desc shuffle' -d 'asc (oldest first, the default), desc or shuffle'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l times -r -f -d 'send the whole sequence so often'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l seed -r -f -d 'of --order shuffle'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l diff -d 'compare each answer with the recorded one, status and body…'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l diff-header -r -f -k -a '(__sfpy_hook_values header-name)' -d 'compare this header of the answers, too'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l diff-ignore -r -f -d 'leave out what changes each time, such as order.id or…'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l dry-run -d 'print the requests and send nothing'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l format -r -f -a 'http curl body json' -d 'of --dry-run: http, curl, body or json'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l insecure -s k -d 'trust any certificate of the endpoint'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l cacert -r -F -d 'trust certificates that this one has signed, too'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l cert -r -F -d 'the certificate to show to the endpoint'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l key -r -F -d 'its key (PEM, without a passphrase), where it is not in the…'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l resolve -r -f -d 'connect to this address for that host and port'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l secret -s s -r -f -d 'shared secret, used as text'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l secret-file -r -F -d 'secrets from a file, one a line'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l scheme -r -f -k -a '(__sfpy_hook_values scheme)' -d 'signing scheme; \'sfpy-hook help schemes\' lists them'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l tolerance -r -f -d 'how old a signed time may be'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l notification-url -r -f -d 'the endpoint\'s URL as registered, for schemes that sign it'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l journal -r -F -d 'record deliveries here'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l journal-max -r -f -d 'over this it becomes FILE.1, in place of an older one'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l no-record -d 'record nothing'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is replay' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first replay ""' -k -a '(__sfpy_hook_values delivery)'
complete -c sfpy-hook -n '__sfpy_hook_operand rest replay ""' -k -a '(__sfpy_hook_values delivery)'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries list show export diff prune' -l events -s e -r -f -k -a '(__sfpy_hook_values events)' -d 'of these events only'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries list show export diff prune' -l since -r -f -k -a '(__sfpy_hook_values time)' -d 'since when: 2026-01-02, 2026-01-02T15:04:05Z, today, 10m'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries list show export diff prune' -l until -r -f -k -a '(__sfpy_hook_values time)' -d 'up to then'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries list show export diff prune' -l failed -d 'received and not answered 2xx by all'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries list show export diff prune' -l invalid -d 'received with a signature that is missing or wrong'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries list show export diff prune' -l direction -r -f -a 'both received sent' -d 'both, received or sent'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries list' -l limit -r -f -d 'so many at most, 0'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries list' -l follow -d 'go on with what is recorded from now on'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries show export' -l format -r -f -a 'pretty http body curl json jsonl har' -d 'in which form; show has pretty, http, body, curl and json…'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries show export' -l show-credentials -d 'Authorization, Cookie and the like as they came'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries prune' -l keep -r -f -d 'the newest N records stay'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries prune' -l older-than -r -f -k -a '(__sfpy_hook_values time)' -d 'what is older goes'
complete -c sfpy-hook -n '__sfpy_hook_heeds deliveries prune' -l dry-run -d 'say what would go, and change nothing'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l journal -r -F -d 'record deliveries here'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l journal-max -r -f -d 'over this it becomes FILE.1, in place of an older one'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l no-record -d 'record nothing'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is deliveries' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries ""' -a list -d 'what was received and sent, newest first'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries ""' -a show -d 'all there is to know of one'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries "show"' -k -a '(__sfpy_hook_values delivery)'
complete -c sfpy-hook -n '__sfpy_hook_operand rest deliveries "show"' -k -a '(__sfpy_hook_values delivery)'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries ""' -a export -d 'to standard output, oldest first'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries "export"' -k -a '(__sfpy_hook_values delivery)'
complete -c sfpy-hook -n '__sfpy_hook_operand rest deliveries "export"' -k -a '(__sfpy_hook_values delivery)'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries ""' -a import -d 'add records from files'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries "import"' -F
complete -c sfpy-hook -n '__sfpy_hook_operand rest deliveries "import"' -F
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries ""' -a diff -d 'how two differ'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries "diff"' -k -a '(__sfpy_hook_values delivery)'
complete -c sfpy-hook -n '__sfpy_hook_operand rest deliveries "diff"' -k -a '(__sfpy_hook_values delivery)'
complete -c sfpy-hook -n '__sfpy_hook_operand first deliveries ""' -a prune -d 'remove what --keep or --older-than say'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l only -r -f -k -a '(__sfpy_hook_values checks)' -d 'run these checks or groups alone, such as…'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l skip -r -f -k -a '(__sfpy_hook_values checks)' -d 'leave these checks or groups out'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l list -d 'list the checks and send nothing'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l strict -d 'a failed check that only should pass fails the run, too'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l events -r -f -k -a '(__sfpy_hook_values fixtures)' -d 'send these fixtures'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l accept -r -f -k -a '(__sfpy_hook_values statuses)' -d 'statuses by which a delivery is accepted'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l reject -r -f -k -a '(__sfpy_hook_values statuses)' -d 'statuses by which it is refused'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l spawn -r -f -d 'run this by sh first, with SFPY_WEBHOOK_SECRET set, and end…'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l wait -r -f -d 'how long until something listens at the URL'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l timeout -r -f -d 'how long to wait for an answer'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l concurrency -s c -r -f -d 'how many of the checks that don\'t disturb each other run at…'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l header -s H -r -f -k -a '(__sfpy_hook_values header)' -d 'add or replace a header'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l signature-header -r -f -k -a '(__sfpy_hook_values header-name)' -d 'send the signature under this name only'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l unix-socket -r -F -d 'connect to this socket instead of the URL\'s host and port'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l tap -d 'print TAP, version 14'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l junit -r -F -d 'write the report as JUnit XML, too'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l summary -r -F -d 'add the report to a file as Markdown, such as…'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l insecure -s k -d 'trust any certificate of the endpoint'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l cacert -r -F -d 'trust certificates that this one has signed, too'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l cert -r -F -d 'the certificate to show to the endpoint'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l key -r -F -d 'its key (PEM, without a passphrase), where it is not in the…'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l resolve -r -f -d 'connect to this address for that host and port'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l fixtures -r -f -k -a '(__sfpy_hook_values folder)' -d 'events of your own'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l secret -s s -r -f -d 'shared secret, used as text'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l secret-file -r -F -d 'secrets from a file, one a line'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l scheme -r -f -k -a '(__sfpy_hook_values scheme)' -d 'signing scheme; \'sfpy-hook help schemes\' lists them'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l tolerance -r -f -d 'how old a signed time may be'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l notification-url -r -f -d 'the endpoint\'s URL as registered, for schemes that sign it'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l journal -r -F -d 'record deliveries here'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l journal-max -r -f -d 'over this it becomes FILE.1, in place of an older one'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l no-record -d 'record nothing'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is smoke' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first smoke ""' -k -a '(__sfpy_hook_values url)'
complete -c sfpy-hook -n '__sfpy_hook_heeds fixtures export' -l force -d 'replace files that have other content'
complete -c sfpy-hook -n '__sfpy_hook_is fixtures' -l fixtures -r -f -k -a '(__sfpy_hook_values folder)' -d 'events of your own'
complete -c sfpy-hook -n '__sfpy_hook_is fixtures' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is fixtures' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is fixtures' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is fixtures' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is fixtures' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is fixtures' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first fixtures ""' -a list -d 'the events there are'
complete -c sfpy-hook -n '__sfpy_hook_operand first fixtures ""' -a show -d 'one event as it would be sent'
complete -c sfpy-hook -n '__sfpy_hook_operand first fixtures "show"' -k -a '(__sfpy_hook_values fixture)'
complete -c sfpy-hook -n '__sfpy_hook_operand first fixtures ""' -a export -d 'copy the files out, for you to change'
complete -c sfpy-hook -n '__sfpy_hook_operand first fixtures "export"' -k -a '(__sfpy_hook_values folder)'
complete -c sfpy-hook -n '__sfpy_hook_operand rest fixtures "export"' -k -a '(__sfpy_hook_values fixture)'
complete -c sfpy-hook -n '__sfpy_hook_operand first fixtures ""' -a check -d 'tell every fault of such files'
complete -c sfpy-hook -n '__sfpy_hook_operand first fixtures "check"' -F
complete -c sfpy-hook -n '__sfpy_hook_operand rest fixtures "check"' -F
complete -c sfpy-hook -n '__sfpy_hook_is secret' -l env -d 'print it as SFPY_WEBHOOK_SECRET=…, for a .env file'
complete -c sfpy-hook -n '__sfpy_hook_heeds secret rotate' -l overlap -r -f -d 'how long the old secret stays accepted'
complete -c sfpy-hook -n '__sfpy_hook_is secret' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is secret' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is secret' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is secret' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is secret' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is secret' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first secret ""' -a new -d 'print a fresh one, which is stored nowhere'
complete -c sfpy-hook -n '__sfpy_hook_operand first secret ""' -a rotate -d 'replace the stored one'
complete -c sfpy-hook -n '__sfpy_hook_heeds config list' -l all -s a -d 'the settings of every command, also those that nothing sets'
complete -c sfpy-hook -n '__sfpy_hook_heeds config init' -l user -d 'write the user\'s file, not the project\'s'
complete -c sfpy-hook -n '__sfpy_hook_heeds config init' -l force -d 'replace a file that is there'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l secret -s s -r -f -d 'shared secret, used as text'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l secret-file -r -F -d 'secrets from a file, one a line'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l scheme -r -f -k -a '(__sfpy_hook_values scheme)' -d 'signing scheme; \'sfpy-hook help schemes\' lists them'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l tolerance -r -f -d 'how old a signed time may be'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l notification-url -r -f -d 'the endpoint\'s URL as registered, for schemes that sign it'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l journal -r -F -d 'record deliveries here'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l journal-max -r -f -d 'over this it becomes FILE.1, in place of an older one'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l no-record -d 'record nothing'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l fixtures -r -f -k -a '(__sfpy_hook_values folder)' -d 'events of your own'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is config' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first config ""' -a list -d 'each setting, and where it comes from'
complete -c sfpy-hook -n '__sfpy_hook_operand first config "list"' -k -a '(__sfpy_hook_values topic)'
complete -c sfpy-hook -n '__sfpy_hook_operand rest config "list"' -k -a '(__sfpy_hook_values topic)'
complete -c sfpy-hook -n '__sfpy_hook_operand first config ""' -a init -d 'write a file that has each setting as a comment'
complete -c sfpy-hook -n '__sfpy_hook_operand first config "init"' -F
complete -c sfpy-hook -n '__sfpy_hook_is completion' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is completion' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is completion' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is completion' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is completion' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is completion' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first completion ""' -a bash -d 'for bash 4.4 and later, with or without bash-completion'
complete -c sfpy-hook -n '__sfpy_hook_operand first completion ""' -a zsh -d 'for zsh'
complete -c sfpy-hook -n '__sfpy_hook_operand first completion ""' -a fish -d 'for fish'
complete -c sfpy-hook -n '__sfpy_hook_is help' -l json -d 'machine output: one JSON object a line'
complete -c sfpy-hook -n '__sfpy_hook_is help' -l quiet -s q -d 'say less'
complete -c sfpy-hook -n '__sfpy_hook_is help' -l verbose -s v -d 'say more, such as headers'
complete -c sfpy-hook -n '__sfpy_hook_is help' -l color -r -f -a 'auto always never' -d 'auto, always or never'
complete -c sfpy-hook -n '__sfpy_hook_is help' -l config -r -F -d 'read settings here, not in .sfpy-hook.json and the user\'s…'
complete -c sfpy-hook -n '__sfpy_hook_is help' -l help -s h -d 'show this help'
complete -c sfpy-hook -n '__sfpy_hook_operand first help ""' -k -a '(__sfpy_hook_values topic)'
