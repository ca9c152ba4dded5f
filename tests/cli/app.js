// An application that the tests of forwarding talk to, in Node with nothing installed.
//
//   node app.js FOLDER [OPTION=VALUE]...
//
// It writes its port to FOLDER/port once it listens, and for each request N (from 1) FOLDER/N.json {method, url,
// headers} and FOLDER/N.body, then answers as the query says: status, location, body, size, hang (until
// FOLDER/go is there), close (=reused: but not the first request of a connection), partial (=stalled: and no more comes), slow=MS, times=K (so many 503, then 200), gone=K (at the Kth it goes), refuse=K (the Kth, over HTTP/2). Options: host, port, key and cert (https), h2=1 (HTTP/2 too), socket=PATH, raw=FILE (sends that file's bytes to each connection and
// closes it).
const fs = require('fs');
const http = require('http');
const https = require('https');
const http2 = require('http2');
const net = require('net');

const [folder, ...rest] = process.argv.slice(2);
const options = Object.fromEntries(rest.map((word) => [word.split('=')[0], word.slice(word.indexOf('=') + 1)]));
let count = 0;
let open = 0;
let most = 0;
const waiting = [];
setInterval(() => fs.existsSync(`${folder}/go`) && waiting.splice(0).forEach((go) => go()), 20);

function put(name, content) {
    fs.writeFileSync(`${folder}/.${name}`, content);
    fs.renameSync(`${folder}/.${name}`, `${folder}/${name}`);
}

function reply(query, number, response) {
    const status = query.has('times') && number <= Number(query.get('times')) ? 503 : Number(query.get('status') || 200);
    const headers = ['Content-Type', 'text/x-test', 'X-Twice', '1', 'X-Other', 'b', 'X-Twice', '2'];
    if (response.req.httpVersionMajor === 1)
        headers.push('Keep-Alive', 'x', 'X-Hop', 'gone', 'Connection', 'X-Hop');
    if (query.has('location'))
        headers.push('Location', query.get('location'));
    const body = Buffer.from(query.has('size') ? 'x'.repeat(Number(query.get('size'))) : query.get('body') || `answer ${number}`);
    const bodiless = status === 204 || status === 304;
    response.writeHead(status, bodiless ? headers : [...headers, 'Content-Length', body.length]);
    response.end(bodiless ? undefined : body);
}

function handle(request, response) {
    const number = ++count;
    const chunks = [];
    const reused = request.socket.used;
    request.socket.used = true;
    open++;
    most = Math.max(most, open);
    response.on('close', () => open--);
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
        fs.writeFileSync(`${folder}/${number}.body`, Buffer.concat(chunks));
        put(`${number}.json`, JSON.stringify({ method: request.method, url: request.url, version: request.httpVersion, headers: request.rawHeaders, most }));
        const query = new URL(request.url, 'http://x').searchParams;
        if (Number(query.get('gone')) === number)
            server.close(), request.socket.destroy();
        else if (Number(query.get('refuse')) === number)
            response.stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
        else if (query.has('close') && (reused || query.get('close') !== 'reused'))
            request.socket.destroy();
        else if (query.has('partial'))
            response.writeHead(200, { 'Content-Length': 100 }), response.write('half'),
                setImmediate(() => query.get('partial') === 'stalled' || request.socket.destroy());
        else if (query.has('hang'))
            waiting.push(() => reply(query, number, response));
        else
            setTimeout(() => reply(query, number, response), Number(query.get('slow') || 0));
    });
}

const server = options.raw
    ? net.createServer((socket) => {
          socket.on('error', () => {});
          socket.once('data', () => socket.end(fs.readFileSync(options.raw)));
      })
    : options.cert
      ? (options.h2 ? http2.createSecureServer : https.createServer)(
            { key: fs.readFileSync(options.key), cert: fs.readFileSync(options.cert), allowHTTP1: true,
              ca: options.ca && fs.readFileSync(options.ca), requestCert: 'ca' in options }, handle)
      : http.createServer(handle);
server.maxConnections = 10000;
const where = options.socket
    ? { path: options.socket }
    : { port: Number(options.port || 0), host: options.host || '127.0.0.1', ipv6Only: true, backlog: 1024 };
server.listen(where, () => put('port', String(server.address().port)));
