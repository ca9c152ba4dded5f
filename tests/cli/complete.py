"""What real shells complete: lines come from standard input, the cursor stands at the end of each.

    complete.py list SHELL    all that is offered, a line each: LINE, VALUE and words about it, a tab between them
    complete.py type SHELL    LINE as it is after the tab key

SHELL is bash, bash+ (with bash-completion's functions), zsh or fish. COMPLETIONS is a prefix, below which the scripts
were installed, SHELL_PATH the path of the shells. A word of complaint by a shell or a script ends it with 1.
"""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios

SHARE = os.environ['COMPLETIONS'] + '/share'
HELPERS = '/usr/share/bash-completion/bash_completion'
COMPLAINTS = re.compile(rb'command not found|parse error|syntax error|(zsh|bash|sfpy-hook|_[a-z_-]*): ')

BASH_LIST = r'''
while IFS= read -r COMP_LINE; do
    read -ra COMP_WORDS <<<"$COMP_LINE"
    [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')
    COMP_POINT=${#COMP_LINE} COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=63 COMPREPLY=()
    _sfpy_hook sfpy-hook "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
    for each in "${COMPREPLY[@]}"; do
        about=${each#*  (}
        [[ $about != "$each" ]] || about=')'
        # Readline puts what is offered behind the last of these, and takes a backslash for what it is.
        word=${COMP_LINE##* }
        each=${word%"${word##*[=:@]}"}${each%%  (*}
        printf '%s\t%s\t%s\n' "$COMP_LINE" "${each//\\}" "${about%)}"
    done
done
'''
BASH_KEYS = r'''
PS1= PS2= HISTFILE=
bind 'set bell-style none' && bind 'set enable-bracketed-paste off' && bind 'set completion-query-items 0'
bind 'set page-completions off'
show() { printf '\0%s\0' "$READLINE_LINE"; READLINE_LINE='' READLINE_POINT=0; }
bind -x '"\C-t": show'
PROMPT_COMMAND='printf "\0\0"; PROMPT_COMMAND='
'''
ZSH_KEYS = r'''
PROMPT= RPROMPT= HISTFILE= LISTMAX=100000
unset zle_bracketed_paste
setopt no_beep
fpath=($COMPLETIONS/share/zsh/site-functions $fpath)
autoload -Uz compinit && compinit -u -d $COMPLETIONS/dump
zstyle ':completion:*' list-grouped false
typeset -ga found
compadd() {
    local -a hits shown before hidden behind
    local i
    if [[ ${@[1,(i)(-|--)]} == *-[a-zA-Z]#[OAD]\ * ]]; then
        builtin compadd "$@"
        return
    fi
    (( ! $@[(I)-d] )) || shown=("${(@P)${@[$[${@[(i)-d]}+1]]}}")
    builtin compadd -A hits -D shown "$@"
    zparseopts -E P:=before p:=hidden S:=behind
    for (( i = 1; i <= $#hits; i++ )); do
        found+=("$IPREFIX$before[2]$hidden[2]${(Q)hits[i]}$behind[2]"$'\t'"${shown[i]#*-- }")
    done
    builtin compadd "$@"
}
show() {
    print -rn -- $'\0'"${(F)found}"$'\0'"$BUFFER"$'\0'
    found=() BUFFER=
}
zle -N show && bindkey '^T' show && bindkey '^I' complete-word
zle-line-init() { print -rn -- $'\0\0\0'; zle -D zle-line-init }
zle -N zle-line-init
'''
FISH_LIST = r'''
while read -l line
    for each in (complete -C "$line")
        printf '%s\t%s\n' "$line" "$each"
    end
end
'''


class Terminal:
    """A shell at a terminal so large that it never asks whether to show a list."""

    def __init__(self, command, files):
        self.folder = tempfile.TemporaryDirectory()
        for name, text in files.items():
            with open(f'{self.folder.name}/{name}', 'w') as file:
                file.write(text)
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.environ['ZDOTDIR'] = self.folder.name
            os.execvp(command[0], [word.replace('FOLDER', self.folder.name) for word in command])
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 3000, 300, 0, 0))
        self.seen = b''

    def read(self, parts):
        """What stands between so many NULs and one more."""
        while self.seen.count(b'\0') < parts + 1:
            if not select.select([self.terminal], [], [], 60)[0]:
                sys.exit(f'the shell says no more: {self.seen[-2000:]}')
            try:
                self.seen += os.read(self.terminal, 1 << 16)
            except OSError:
                sys.exit(f'the shell has ended: {self.seen[-2000:]}')
        said, *found = self.seen.split(b'\0')[:parts + 1]
        self.seen = b''
        if COMPLAINTS.search(said):
            sys.exit(f'the shell complains: {said}')
        return [part.replace(b'\r\n', b'\n').decode() for part in found]

    def press(self, line, parts):
        os.write(self.terminal, line.encode() + b'\t\x14')
        return self.read(parts)

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.child, 0)


def bash_rc(helpers):
    script = f'. {SHARE}/bash-completion/completions/sfpy-hook\n'
    # With the helpers it is found and loaded by them, at the first use.
    return f'. {HELPERS}\n' if helpers else script


def run(command, text):
    result = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if result.returncode or result.stderr:
        sys.exit(f'{command[0]} ended with {result.returncode}: {result.stderr.decode()}')
    sys.stdout.write(result.stdout.decode())


def at_terminal(command, files, parts, lines, tell):
    terminal = Terminal(command, files)
    terminal.read(parts)
    for line in lines:
        tell(line, terminal.press(line, parts))
    terminal.close()


def tell_found(line, answer):
    for each in answer[0].split('\n') if answer[0] else []:
        print(f'{line}\t{each}')


def main(what, shell):
    text = sys.stdin.read()
    lines = text.split('\n')[:-1]
    os.environ['PATH'] = os.environ.get('SHELL_PATH', os.environ['PATH'])
    os.environ['XDG_DATA_DIRS'] = SHARE + ':/usr/local/share:/usr/share'
    if shell == 'fish':
        # Of what is not there fish would load nothing by itself.
        load = f'source {SHARE}/fish/vendor_completions.d/sfpy-hook.fish\n' if 'SHELL_PATH' in os.environ else ''
        run(['fish', '-c', load + FISH_LIST], text)
    elif shell == 'zsh':
        tell = tell_found if what == 'list' else lambda line, answer: print(answer[1])
        at_terminal(['zsh', '-d', '-i'], {'.zshrc': ZSH_KEYS}, 2, lines, tell)
    elif what == 'list':
        run(['bash', '--noprofile', '--norc', '-c', bash_rc(False) + BASH_LIST], text)
    else:
        rc = BASH_KEYS + bash_rc(shell == 'bash+')
        at_terminal(['bash', '--noprofile', '--rcfile', 'FOLDER/rc', '-i'], {'rc': rc}, 1, lines,
                    lambda line, answer: print(answer[0]))


main(*sys.argv[1:])
