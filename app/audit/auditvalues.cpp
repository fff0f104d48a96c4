// SPDX-License-Identifier: GPL-3.0-or-later
// The audit for programs: JSON and CSV.
#include "audit/auditpages.h"

#include <QDateTime>
#include <QJsonArray>

namespace tierlens {

namespace {
constexpr const char *RuleNames[] = {"not_reached", "only_in_redis", "fsync_off",
    "full_page_writes_off", "unlogged_table", "archive_failing", "no_copy", "redis_refuses_writes",
    "redis_save_failed", "evicts_permanent", "synchronous_commit_off", "no_standby",
    "standby_behind", "slot_keeps_wal", "volatile_without_expiry", "no_memory_limit",
    "never_expires", "not_vacuumed", "no_checksums", "hardly_hit", "hardly_used",
    "cache_not_needed", "measure_more", "try_export"};
static_assert(std::size(RuleNames) == std::size_t(AuditRule::TryExport) + 1);

constexpr const char *LevelNames[] = {"danger", "risk", "improve", "habit"};
constexpr const char *ToneNames[] = {"plain", "good", "bad", "unknown"};

QString iso(std::int64_t ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toUTC().toString(Qt::ISODateWithMs);
}

QJsonArray jsonOf(const std::vector<AuditEvidence> &evidence)
{
    QJsonArray list;
    for (const auto &one : evidence)
        list.append(QJsonObject{{QStringLiteral("asked"), one.asked},
            {QStringLiteral("figure"), one.figure},
            {QStringLiteral("at"), one.at > 0 ? QJsonValue(iso(one.at)) : QJsonValue()}});
    return list;
}

QJsonArray jsonOf(const std::vector<AuditStatement> &statements)
{
    QJsonArray list;
    for (const auto &one : statements)
        list.append(QJsonObject{{QStringLiteral("text"), one.text},
            {QStringLiteral("tone"), QLatin1String(ToneNames[std::size_t(one.tone)])},
            {QStringLiteral("evidence"), jsonOf(one.evidence)}});
    return list;
}

QJsonObject jsonOf(const AuditTable &table)
{
    QJsonArray rows;
    for (const auto &row : table.rows) {
        QJsonObject object;
        for (std::size_t i = 0; i < row.size(); ++i)
            object.insert(table.columns[i].id, row[i].raw);
        rows.append(object);
    }
    return {{QStringLiteral("id"), table.id}, {QStringLiteral("title"), table.title},
        {QStringLiteral("note"), table.note}, {QStringLiteral("rows"), rows}};
}

QByteArray csvField(const QJsonValue &value)
{
    if (value.isDouble())
        return QByteArray::number(value.toDouble(), 'g', 17);
    if (value.isBool())
        return value.toBool() ? "true" : "false";
    auto text = value.toString();
    if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.front()))
        text.prepend(QLatin1Char('\''));
    if (text.contains(QLatin1Char('"')) || text.contains(QLatin1Char(','))
        || text.contains(QLatin1Char('\n')) || text.contains(QLatin1Char('\r')))
        text = QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\""))
            + QLatin1Char('"');
    return text.toUtf8();
}

QByteArray csvLine(const std::vector<QJsonValue> &values)
{
    QByteArray line;
    for (const auto &value : values) {
        if (&value != &values.front())
            line += ',';
        line += csvField(value);
    }
    return line + "\r\n";
}

QByteArray csvOf(const AuditTable &table)
{
    std::vector<QJsonValue> values;
    for (const auto &column : table.columns)
        values.emplace_back(column.id);
    auto bytes = csvLine(values);
    for (const auto &row : table.rows) {
        values.clear();
        for (const auto &cell : row)
            values.push_back(cell.raw);
        bytes += csvLine(values);
    }
    return bytes;
}
} // namespace

QJsonObject auditJson(const AuditDocument &document)
{
    QJsonArray sections;
    for (const auto &section : document.sections) {
        QJsonArray tables;
        for (const auto &table : section.tables)
            tables.append(jsonOf(table));
        sections.append(QJsonObject{{QStringLiteral("id"), section.id},
            {QStringLiteral("title"), section.title},
            {QStringLiteral("statements"), jsonOf(section.statements)},
            {QStringLiteral("tables"), tables}});
    }
    QJsonArray advice;
    for (const auto &one : document.advice)
        advice.append(QJsonObject{
            {QStringLiteral("rule"), QLatin1String(RuleNames[std::size_t(one.rule)])},
            {QStringLiteral("level"), QLatin1String(LevelNames[std::size_t(one.level)])},
            {QStringLiteral("subject"), one.subject}, {QStringLiteral("what"), one.what},
            {QStringLiteral("why"), one.why}, {QStringLiteral("evidence"), jsonOf(one.evidence)}});
    return {{QStringLiteral("format"), 1},
        {QStringLiteral("kind"), QStringLiteral("tierlens-audit")},
        {QStringLiteral("tierlens"),
            QJsonObject{{QStringLiteral("version"), QStringLiteral(TIERLENS_VERSION)}}},
        {QStringLiteral("audited"), document.name},
        {QStringLiteral("environment"), document.environment},
        {QStringLiteral("taken_at"), iso(document.takenAt)},
        {QStringLiteral("method"), document.howItWasDone},
        {QStringLiteral("summary"), jsonOf(document.summary)},
        {QStringLiteral("sections"), sections}, {QStringLiteral("advice"), advice}};
}

std::vector<std::pair<QString, QByteArray>> auditCsv(const AuditDocument &document)
{
    std::vector<std::pair<QString, QByteArray>> files;
    for (const auto &section : document.sections) {
        for (const auto &table : section.tables)
            files.emplace_back(table.id, csvOf(table));
    }
    auto advice = csvLine({QStringLiteral("rule"), QStringLiteral("level"),
        QStringLiteral("subject"), QStringLiteral("what"), QStringLiteral("why")});
    for (const auto &one : document.advice)
        advice += csvLine({QLatin1String(RuleNames[std::size_t(one.rule)]),
            QLatin1String(LevelNames[std::size_t(one.level)]), one.subject, one.what, one.why});
    files.emplace_back(QStringLiteral("advice"), advice);
    return files;
}

} // namespace tierlens
