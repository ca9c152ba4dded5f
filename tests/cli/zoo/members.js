'use strict';
// Where the parts of a JSON text stand, byte for byte: what a careful receiver needs, since what was signed are the
// bytes that came and not what a parser makes of them.

// The members of the object that the text (a latin1 string: a character a byte) begins with: {list, end}, an element
// {name, start, end} a member, in their order. It trusts the syntax; whoever needs to know asks JSON.parse.
function membersOf(text) {
    const list = [];
    let depth = 0;
    let member = null;
    let name = null;
    for (let i = text.search(/[^ \t\r\n]/), next; i >= 0 && i < text.length; i = next) {
        const c = text[i];
        next = c === '"' ? afterString(text, i) : i + 1;
        if (depth === 0 && c !== '{')
            break;
        if (depth === 1 && !member && c === '"')
            name = JSON.parse(text.slice(i, next));
        if (depth === 1 && !member && c === ':')
            member = { name, start: skipSpace(text, next) };
        else if (depth === 1 && member && (c === ',' || c === '}')) {
            list.push({ ...member, end: member.start + text.slice(member.start, i).trimEnd().length });
            member = null;
        }
        depth += '{['.includes(c) ? 1 : '}]'.includes(c) ? -1 : 0;
        if (depth === 0)
            return { list, end: next };
    }
    throw new SyntaxError('not an object');
}

function afterString(text, start) {
    for (let end = start + 1; end < text.length; end++)
        if (text[end] === '\\')
            end++;
        else if (text[end] === '"')
            return end + 1;
    throw new SyntaxError('a text that does not end');
}

function skipSpace(text, start) {
    while (' \t\r\n'.includes(text[start]) && start < text.length)
        start++;
    return start;
}

// The bytes of the last top-level member `data` of a body, as they came; what follows the object does not count.
// Throws a SyntaxError where there is no object, it is no JSON, or it has no `data`.
function bytesOfData(body) {
    const text = body.toString('latin1');
    const { list, end } = membersOf(text);
    JSON.parse(text.slice(0, end));
    const data = list.findLast((member) => member.name === 'data');
    if (!data)
        throw new SyntaxError('no data');
    return body.subarray(data.start, data.end);
}

module.exports = { membersOf, bytesOfData };
