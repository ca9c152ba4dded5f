'use strict'

// The reports of `smoke` as others read them: TAP by tap-parser, Markdown by marked, each against
// the same report as lines of JSON. Says what differs and ends with 1 where anything does.
//
// usage: node reports.js tap|markdown REPORT JSON_LINES
//
// SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')

const modules = path.resolve(
    process.env.SFPY_ENDPOINT_MODULES || path.join(__dirname, '../../build/endpoint')
)
const load = createRequire(path.join(modules, 'node_modules', 'package.json'))

// A text as TAP's block has it: no line ends at its end, no character that YAML bars.
const inYaml = text =>
    text === null ? undefined : text.replace(/[\r\n]+$/, '').replace(/[\ufffe\uffff]/gu, '\ufffd') || undefined

function readTap(text, checks) {
    const { Parser } = load('tap-parser')
    const events = Parser.parse(text)
    const of = kind => events.filter(event => event[0] === kind).map(event => event[1])
    assert.deepEqual(of('version'), [14])
    assert.deepEqual(of('extra'), [])
    assert.deepEqual(of('bailout'), [])
    assert.deepEqual(of('child'), [])
    const results = of('assert'), complete = of('complete')[0]
    assert.equal(results.length, checks.length)
    assert.equal(complete.count, checks.length)
    assert.deepEqual(complete.failures.filter(failure => failure.tapError), [])
    assert.equal(complete.ok, !checks.some(check => check.status === 'fail' && check.severity === 'must'))
    results.forEach((result, i) => sameTap(result, checks[i], i + 1))
}

function sameTap(result, check, number) {
    const failed = check.status === 'fail'
    assert.equal(result.id, number)
    assert.equal(result.ok, !failed)
    assert.equal(result.todo || null, failed && check.severity === 'should' ? 'should' : null)
    assert.equal(Boolean(result.skip), ['skip', 'listed'].includes(check.status))
    // In the line of a test foreign text is escaped in another way than in JSON: both are plain here.
    if (/^[ -~]*$/.test(check.id + check.title))
        assert.equal(result.name.trimEnd(), `${check.id} ${check.title}`.trimEnd())
    if (result.skip && /^[ -~]+$/.test(check.reason || ''))
        assert.equal(result.skip.trim(), check.reason.trim())
    if (!failed)
        return
    const { severity, ...texts } = result.diag
    assert.equal(severity, check.severity)
    assert.equal(result.time, check.ms) // the block's duration_ms, which it takes out
    const names = ['sent', 'expected', 'got', 'meaning', 'mend', 'again', 'log']
    assert.deepEqual(
        { ...texts },
        Object.fromEntries(names.map(name => [name, inYaml(check[name])]).filter(([, text]) => text !== undefined))
    )
}

// What a failed check may bring besides plain text and code.
const ownHtml = [
    /^<details><summary>[✗!] <code>[^<>]*<\/code><\/summary>\n*$/,
    /^<details><summary>\d+ skipped<\/summary>\n*$/,
    /^<\/details>\n*$/
]
const ownTokens = [
    'heading', 'paragraph', 'table', 'space', 'list', 'list_item', 'code', 'codespan', 'text', 'strong', 'html', 'escape'
]

function readMarkdown(text, checks) {
    const { marked } = load('marked')
    const tokens = marked.lexer(text, { gfm: true })
    const failed = checks.filter(check => check.status === 'fail')
    assert.ok(Buffer.byteLength(text) <= 1 << 20, 'GitHub would refuse it')
    marked.walkTokens(tokens, token => {
        assert.ok(ownTokens.includes(token.type), `a ${token.type}: ${token.raw.slice(0, 200)}`)
        if (token.type === 'html')
            assert.ok(ownHtml.some(own => own.test(token.raw)), `HTML: ${token.raw.slice(0, 200)}`)
        if (token.type === 'text' && !token.tokens)
            assert.doesNotMatch(token.text, /@\w|:\/\/|www\.|:\w+:|#\d|&|<|\$/)
        if (token.type === 'strong')
            assert.match(token.text, /^(sent|expected|got|meaning|mend|\d+ passed, .*)$/)
    })
    const tables = tokens.filter(token => token.type === 'table')
    assert.equal(tables.length, failed.length > 0 ? 2 : 1)
    if (failed.length > 0)
        sameTable(tables[0], failed)
    // Nothing got out of its fence: one for each command and each log.
    const blocks = tokens.filter(token => token.type === 'code')
    const shown = tokens.filter(token => token.type === 'html' && /<code>/.test(token.raw)).length
    const left = failed.slice(0, shown)
    assert.ok(shown > 0 || failed.length === 0)
    const again = left.filter(check => inYaml(check.again) && Buffer.byteLength(check.again) <= 8192)
    const logs = left.filter(check => inYaml(check.log))
    assert.equal(blocks.filter(block => block.lang === 'sh').length, again.length)
    assert.equal(blocks.length, again.length + logs.length)
    for (const [i, block] of blocks.filter(each => each.lang === 'sh').entries())
        if (/^[ -~\n]*$/.test(again[i].again))
            assert.equal(block.text, again[i].again.replace(/\n+$/, ''))
}

function sameTable(table, failed) {
    assert.equal(table.rows.length, failed.length)
    table.rows.forEach((row, i) => {
        assert.equal(row.length, 4)
        assert.equal(row[1].text, failed[i].severity)
        for (const [at, text] of [[2, failed[i].expected], [3, failed[i].got]]) {
            const code = row[at].tokens.filter(token => token.type === 'codespan')
            // A backslash in front of a bar may have become two.
            if (text !== null && text.length < 160 && /^[ -~]*[!-~][ -~]*$/.test(text) && !/\\\|/.test(text))
                assert.deepEqual(code.map(token => token.text.trim()), [text.trim()])
        }
    })
}

const [form, report, lines] = process.argv.slice(2)
const checks = fs
    .readFileSync(lines, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
    .filter(line => line.kind === 'check')
const readers = { tap: readTap, markdown: readMarkdown }
readers[form](fs.readFileSync(report, 'utf8'), checks)
