"""Random deliveries, byte by byte, and what must be left of them after a replay.

    replay.py send PORT COUNT      posts COUNT requests made from a fixed seed
    replay.py compare COUNT A B    A: the journal of who received them, B: of who received their replay, in order
"""
import base64
import json
import random
import socket
import sys

TOKEN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"
KNOWN = ['User-Agent', 'accept', 'ACCEPT-ENCODING', 'Content-Type', 'Cookie', 'aUTHORIZATION', 'Referer', 'X-SFPY-SIGNATURE', 'Range',
         'If-None-Match', 'Content-Encoding', 'Via', 'X-Forwarded-For']
OF_HOP = {b'connection', b'keep-alive', b'x-of-hop', b'te', b'transfer-encoding'}


def odd_case(dice, name):
    return ''.join(dice.choice((c.upper(), c.lower())) for c in name)


def value(dice):
    kind = dice.randrange(4)
    size = dice.choice((0, 1, 5, 40, 300))
    if kind == 0:
        return bytes(dice.randrange(0x80, 0x100) for _ in range(size))
    if kind == 1:
        return ''.join(dice.choice('aé€😀 \t;,":') for _ in range(size)).strip(' \t').encode()
    return bytes(dice.choice(range(0x20, 0x7f)) for _ in range(size)).strip(b' ')


def body(dice, number):
    if number % 250 == 0:
        return dice.randbytes(1 << 20) if number % 500 else ('é' * (1 << 19)).encode()
    kind, size = dice.randrange(4), dice.choice((1, 2, 30, 1000, 5000))
    if kind == 0:
        return b''
    if kind == 1:
        return dice.randbytes(size)
    if kind == 2:
        return ''.join(chr(dice.choice((0, 9, 10, 13, 34, 92, 127, 0xe9, 0x2028, 0xfeff, 0x1f600))) for _ in range(size)).encode()
    return b'{"data":%s}' % json.dumps('x' * size).encode()


def chunks(dice, data):
    made = b''
    while data:
        size = dice.randrange(1, 2000)
        made += b'%x\r\n%s\r\n' % (len(data[:size]), data[:size])
        data = data[size:]
    return made + b'0\r\n\r\n'


def deliveries(count):
    """Dice for what may come in any way, headers, whether the body comes in chunks, the body."""
    dice = random.Random(20260601)
    for number in range(count):
        data = body(dice, number)
        names = [dice.choice(KNOWN) for _ in range(dice.randrange(4))]
        names += ['X-' + ''.join(dice.choice(TOKEN) for _ in range(dice.randrange(1, 20))) for _ in range(dice.randrange(6))]
        names += [odd_case(dice, dice.choice(names)) for _ in range(3)] if names else []
        headers = [(name.encode(), value(dice)) for name in names]
        if number % 7 == 0:
            headers += [(b'connection', b'X-Of-Hop, keep-alive'), (b'x-of-hop', b'1'), (b'Keep-Alive', b'1')]
        headers.append((odd_case(dice, 'Host').encode(), b'hooks.example.com'))
        chunked = number % 5 == 0
        if chunked:
            headers.append((odd_case(dice, 'Transfer-Encoding').encode(), b'chunked'))
        else:
            headers.append((odd_case(dice, 'Content-Length').encode(), b'%d' % len(data)))
        dice.shuffle(headers)
        yield random.Random(number), headers, chunked, data


def send(port, count):
    with socket.create_connection(('127.0.0.1', port)) as connection:
        answers = connection.makefile('rb')
        for dice, headers, chunked, data in deliveries(count):
            head = b'POST / HTTP/1.1\r\n' + b''.join(b'%s:%s%s\r\n' % (name, dice.choice((b'', b' ', b'  ')), text) for name, text in headers)
            connection.sendall(head + b'\r\n' + (chunks(dice, data) if chunked else data))
            status, length = answers.readline(), 0
            if b' 200 ' not in status:
                sys.exit(f'answered {status!r}')
            for line in iter(answers.readline, b'\r\n'):
                if line.lower().startswith(b'content-length:'):
                    length = int(line.split(b':')[1])
            answers.read(length)


def read(record):
    data = record['body'].encode() if 'body' in record else base64.b64decode(record['body_base64'])
    headers = [(pair[0].encode(), base64.b64decode(pair[2]) if len(pair) > 2 else pair[1].encode()) for pair in record['headers']]
    return headers, data


def compare(count, first, second):
    journals = [[json.loads(line) for line in open(name, encoding='utf-8')] for name in (first, second)]
    if [len(journal) for journal in journals] != [count, count]:
        sys.exit(f'{[len(journal) for journal in journals]} records, not {count}')
    for number, ((dice, headers, chunked, data), before, after) in enumerate(zip(deliveries(count), *journals)):
        if read(before) != (headers, data):
            sys.exit(f'{number}: recorded as {read(before)!r:.2000}, not {(headers, data)!r:.2000}')
        host = next(text for name, text in read(after)[0] if name.lower() == b'host')
        if not host.startswith(b'127.0.0.1:'):
            sys.exit(f'{number}: sent to host {host}')
        expected = []
        for name, text in headers:
            if name.lower() == b'transfer-encoding':
                expected.append((b'Content-Length', b'%d' % len(data)))
            elif name.lower() == b'host':
                expected.append((name, host))
            elif name.lower() not in OF_HOP:
                expected.append((name, text))
        if read(after) != (expected, data) or after['method'] != before['method']:
            sys.exit(f'{number}: replayed as {read(after)!r:.2000}, not {(expected, data)!r:.2000}')


if sys.argv[1] == 'send':
    send(int(sys.argv[2]), int(sys.argv[3]))
else:
    compare(int(sys.argv[2]), *sys.argv[3:])
