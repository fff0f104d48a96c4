// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testprocess.h"

#include <QTemporaryDir>

#include <string>

namespace tierlens::test {

// A real redis-server on a private Unix socket in a temporary folder. Keeps nothing on disk unless
// the extra arguments say so ("--save", "1 1"); "--port", "N" adds TCP.
class TestRedis
{
public:
    explicit TestRedis(QStringList extraArguments = {});

    bool start(); // returns when it answers, if only with LOADING or NOAUTH
    bool stop();
    void kill() { m_process.kill(); }
    void pause() { m_process.pause(); }
    void resume() { m_process.resume(); }
    bool isRunning() const { return m_process.isRunning(); }
    qint64 pid() const { return m_process.pid(); }

    QString folder() const { return m_folder.path(); }
    QString socket() const { return m_folder.filePath(QStringLiteral("r.sock")); }
    std::string uri() const; // unix://…
    QStringList arguments; // the extra ones; a change counts from the next start

private:
    QTemporaryDir m_folder;
    TestProcess m_process;
};

// A real postgres with a cluster of its own on a private Unix socket. Quick, not durable.
class TestPostgres
{
public:
    // Settings as "name=value"; empty hba: everybody may do everything.
    explicit TestPostgres(QStringList settings = {}, QStringList hba = {});

    bool start(); // makes the cluster first; returns when it accepts connections
    bool startWithoutWaiting();
    bool stop();
    void kill() { m_process.kill(); }
    void pause() { m_process.pause(); }
    void resume() { m_process.resume(); }
    bool isRunning() const { return m_process.isRunning(); }
    qint64 pid() const { return m_process.pid(); } // of the postmaster

    QString folder() const { return m_folder.path(); }
    QString dataFolder() const { return m_folder.filePath(QStringLiteral("data")); }
    QString port() const;
    // host=… port=… user=demo dbname=postgres; demo is a superuser
    std::string connection(const QString &more = {}) const;
    bool setRules(const QStringList &hba); // pg_hba.conf, from the next start

    QStringList settings;

private:
    bool isReady() const;
    QTemporaryDir m_folder;
    TestProcess m_process;
    QStringList m_hba;
    bool m_isMade = false;
};

} // namespace tierlens::test
