// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"
#include "watching/trafficview.h"
#include "watching/watchpills.h"
#include "watching/watchwindow.h"

#include <QTest>

#include <memory>
#include <string>

namespace tierlens::test {

// A watch as the product runs it, with its window.
class WatchedWindow
{
public:
    WatchedWindow(const std::string &redis, const std::string &postgres)
        : m_session(options(redis, postgres))
        , m_window(m_session)
    {
        m_window.resize(1280, 800);
        m_window.show();
        m_session.start();
    }
    WatchSession &session() { return m_session; }
    WatchWindow &window() { return m_window; }
    const TrafficFigures::Box &redisBox() { return m_window.traffic().figures().redis; }
    const TrafficFigures::Box &postgresBox() { return m_window.traffic().figures().postgres; }
    // What the pill in the bar says of both servers.
    QString pill() const
    {
        const auto *pill = m_window.findChild<WatchPill *>();
        return pill ? pill->accessibleDescription() : QString();
    }
    bool redisIsUp() const { return isUp(m_session.redis()); }
    bool postgresIsUp() const { return isUp(m_session.postgres()); }
    const Finding *find(FindingKind kind) const // the newest
    {
        for (const auto &finding : m_session.findings().all())
            if (finding.kind == kind)
                return &finding;
        return nullptr;
    }
    QString sentence(FindingKind kind) const
    {
        const auto *finding = find(kind);
        return finding ? finding->sentence : QString();
    }
    std::string sentences() const
    {
        std::string text;
        for (const auto &finding : m_session.findings().all())
            text += finding.sentence.toStdString() + '\n';
        return text;
    }

private:
    static WatchOptions options(const std::string &redis, const std::string &postgres)
    {
        WatchOptions options;
        options.connection.name = QStringLiteral("shop");
        options.connection.environment = Environment::Production;
        options.redis = QString::fromStdString(redis);
        options.postgres = QString::fromStdString(postgres);
        options.budget = 0.5; // what a look costs on a machine that is busy with other tests
        return options;
    }
    static bool isUp(const auto *look) { return look && look->health == ServerChange::State::Up; }
    WatchSession m_session;
    WatchWindow m_window; // last: ends first
};

} // namespace tierlens::test
