'use strict';
// An application in the hands of the manual's reader: its endpoint is at /webhooks, and at /accepts-all and the like
// those of the zoo. PORT: where it listens (0: any port, which PORT_FILE gets); SFPY_WEBHOOK_SECRET: a secret a line.
const fs = require('fs');
const http = require('http');
const path = require('path');

const zoo = path.join(process.env.ZOO, 'zoo');
const { careful, DROP, HANG } = require(path.join(zoo, 'careful.js'));
const faults = require(path.join(zoo, 'faults.js'));

const secrets = (process.env.SFPY_WEBHOOK_SECRET || '').split('\n');
const endpoints = { webhooks: careful, refunds: careful, 'accepts-all': { ...careful, ...faults.accepts_all } };
const states = {};

http.createServer({ keepAliveTimeout: 60000 }, async (request, response) => {
    const name = request.url.slice(1).split(/[/?]/)[0];
    const steps = endpoints[name] || { serve: () => [404, 'no such page'] };
    const call = { request, response, secrets, state: (states[name] ||= new Map()) };
    const result = await Promise.resolve(call)
        .then((given) => steps.serve(given))
        .catch((error) => (request.complete ? steps.failed(call, error) : HANG));
    if (result === DROP || result === HANG || response.destroyed)
        return;
    const [status, text, headers] = result;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(text);
}).listen(Number(process.env.PORT || 3000), '127.0.0.1', function () {
    if (process.env.PORT_FILE) {
        fs.writeFileSync(`${process.env.PORT_FILE}.new`, String(this.address().port));
        fs.renameSync(`${process.env.PORT_FILE}.new`, process.env.PORT_FILE);
    }
});
