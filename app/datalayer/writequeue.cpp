// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/writequeue.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <random>

namespace tierlens {

namespace {
QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
} // namespace

WriteQueue::WriteQueue()
    : m_name(std::to_string(std::random_device{}()))
{ }

WriteQueue::Element WriteQueue::add(const WritePlan &plan)
{
    Element element;
    {
        const std::lock_guard lock(m_mutex);
        element.id = ++m_lastId;
        m_entries.emplace(element.id, Entry{plan, 0});
    }
    QJsonArray statements;
    for (const auto &statement : plan.statements) {
        QJsonArray parameters;
        for (const auto &parameter : statement.parameters)
            parameters.append(fromUtf8(parameter));
        statements.append(QJsonObject{{QStringLiteral("sql"), fromUtf8(statement.sql)},
            {QStringLiteral("parameters"), parameters},
            {QStringLiteral("must_change"), statement.mustChange}});
    }
    element.text = QJsonDocument(
        QJsonObject{{QStringLiteral("id"), QString::number(element.id)},
            {QStringLiteral("from"), fromUtf8(m_name)}, {QStringLiteral("key"), fromUtf8(plan.key)},
            {QStringLiteral("operation"), plan.operation},
            {QStringLiteral("statements"), statements}})
                       .toJson(QJsonDocument::Compact)
                       .toStdString();
    return element;
}

void WriteQueue::acknowledge(std::uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return; // carried out already
    found->second.acknowledgedAs = ++m_acknowledged;
    ++m_waiting;
}

void WriteQueue::withdraw(std::uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    m_entries.erase(id);
}

std::uint64_t WriteQueue::acknowledgedSoFar() const
{
    const std::lock_guard lock(m_mutex);
    return m_acknowledged;
}

WritePlan WriteQueue::take(std::string_view text)
{
    const auto object
        = QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())))
              .object();
    if (object[QLatin1String("from")].toString().toStdString() == m_name) {
        const std::lock_guard lock(m_mutex);
        const auto found = m_entries.find(object[QLatin1String("id")].toString().toULongLong());
        if (found != m_entries.end()) {
            m_waiting -= found->second.acknowledgedAs > 0 ? 1 : 0;
            auto plan = std::move(found->second.plan);
            m_entries.erase(found);
            return plan;
        }
    }
    // Of another process, or of one that ended badly: its statements are all that is known.
    WritePlan plan;
    plan.key = object[QLatin1String("key")].toString().toStdString();
    plan.operation = static_cast<std::uint8_t>(object[QLatin1String("operation")].toInt());
    for (const auto statement : object[QLatin1String("statements")].toArray()) {
        PlannedStatement planned{statement[QLatin1String("sql")].toString().toStdString(), {},
            statement[QLatin1String("must_change")].toBool()};
        for (const auto parameter : statement[QLatin1String("parameters")].toArray())
            planned.parameters.push_back(parameter.toString().toStdString());
        plan.statements.push_back(std::move(planned));
    }
    plan.effect = [key = plan.key](const std::vector<Rows> &) {
        WriteEffect effect;
        effect.concerns = {{key, 0, {}, {}}};
        return effect;
    };
    return plan;
}

std::uint64_t WriteQueue::loseAll(std::uint64_t acknowledgedUntil)
{
    std::uint64_t gone = 0;
    {
        const std::lock_guard lock(m_mutex);
        for (auto entry = m_entries.begin(); entry != m_entries.end();) {
            const auto as = entry->second.acknowledgedAs;
            const bool isGone = as > 0 && as <= acknowledgedUntil;
            gone += isGone ? 1 : 0;
            entry = isGone ? m_entries.erase(entry) : std::next(entry);
        }
        m_waiting -= gone;
        m_lost += gone;
        ++m_foundEmpty;
    }
    m_changed.notify_all();
    return gone;
}

void WriteQueue::waitForRound(const std::stop_token &stop) const
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, stop, Pause, [] { return false; });
}

bool WriteQueue::awaitEmptyList(std::chrono::milliseconds atMost) const
{
    std::unique_lock lock(m_mutex);
    // The look at the list that is under way may have begun before.
    const auto wanted = m_foundEmpty + 2;
    return m_changed.wait_for(lock, atMost, [this, wanted] { return m_foundEmpty >= wanted; });
}

} // namespace tierlens
