// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs/installcommand.h"
#include "programs/programs.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;

// Where programs are looked for, in which order, and what is said when they are not there. Folders
// made here hold links to this system's programs.
class TestPrograms : public QObject
{
    Q_OBJECT

    ProgramSearch nowhere() const
    {
        ProgramSearch search;
        search.environment = QProcessEnvironment();
        search.root = m_root->path();
        return search;
    }

    QString folder(const QString &name) const
    {
        const QString path = m_root->filePath(name);
        QDir().mkpath(path);
        return path;
    }

    void script(const QString &path, const QByteArray &text) const
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + text + "\n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    Programs m_real;
    std::unique_ptr<QTemporaryDir> m_root;

private Q_SLOTS:
    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        QVERIFY(m_root->isValid());
    }

    void findsThisSystemsPrograms()
    {
        const auto found = ProgramSearch().find();
        QVERIFY2(found, found ? "" : found.error().text.c_str());
        m_real = *found;
        QVERIFY(QFileInfo(m_real.initdb).isExecutable());
        QVERIFY(QFileInfo(m_real.postgres).isExecutable());
        QVERIFY(m_real.postgresMajor() >= 12);
        QVERIFY(m_real.postgresVersion.startsWith(QString::number(m_real.postgresMajor())));
        QVERIFY(m_real.redisVersion.contains(u'.'));
    }

    void linksAreFollowedToTheRealFolder()
    {
        const QString bin = folder(QStringLiteral("elsewhere"));
        QVERIFY(QFile::link(m_real.initdb, bin + QLatin1String("/initdb")));
        QVERIFY(QFile::link(m_real.redis, bin + QLatin1String("/redis-server")));
        auto search = nowhere();
        search.environment.insert(QStringLiteral("PATH"), bin);
        const auto found = search.find();
        QVERIFY2(found, found ? "" : found.error().text.c_str());
        QCOMPARE(found->initdb, m_real.initdb);
        QCOMPARE(found->postgres, m_real.postgres);
        // Not this one: what it is called decides what it does.
        QCOMPARE(found->redis, bin + QLatin1String("/redis-server"));
    }

    void theOptionGoesBeforeTheEnvironmentAndThatBeforePath()
    {
        auto search = nowhere();
        const QString realBin = QFileInfo(m_real.initdb).path();
        search.environment.insert(QStringLiteral("TIERLENS_REDIS_SERVER"), m_real.redis);
        search.environment.insert(QStringLiteral("TIERLENS_PG_BIN"), realBin);
        QVERIFY(search.find());

        search.environment.insert(
            QStringLiteral("TIERLENS_PG_BIN"), folder(QStringLiteral("empty")));
        auto found = search.find();
        QVERIFY(!found);
        QVERIFY(QString::fromStdString(found.error().text)
                    .contains(m_root->filePath(QStringLiteral("empty"))));

        search.postgresBin = realBin;
        QVERIFY(search.find());
        search.redisServer = m_root->filePath(QStringLiteral("no-redis"));
        found = search.find();
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::Missing);
    }

    void theNewestOfTheDistributionIsTaken()
    {
        for (const char *version : {"9.6", "15", "16"}) {
            const QString bin
                = folder(QStringLiteral("usr/lib/postgresql/%1/bin").arg(QLatin1String(version)));
            for (const char *name : {"initdb", "postgres"}) {
                script(bin + u'/' + QLatin1String(name),
                    "echo 'postgres (PostgreSQL) " + QByteArray(version) + ".1'");
            }
        }
        QVERIFY(QFile::link(
            m_real.redis, folder(QStringLiteral("usr/bin")) + QLatin1String("/redis-server")));
        const auto found = nowhere().find();
        QVERIFY2(found, found ? "" : found.error().text.c_str());
        QCOMPARE(found->postgresVersion, QStringLiteral("16.1"));
        QCOMPARE(found->redisVersion, m_real.redisVersion);
    }

    void nothingThereSaysWhatToInstallHere()
    {
        folder(QStringLiteral("etc"));
        QFile release(m_root->filePath(QStringLiteral("etc/os-release")));
        QVERIFY(release.open(QIODevice::WriteOnly));
        release.write("ID=debian\nVERSION_ID=\"12\"\n");
        release.close();
        const auto found = nowhere().find();
        QVERIFY(!found);
        const auto lack = nowhere().lack();
        QVERIFY(lack && lack->what.contains(QLatin1String("PostgreSQL")));
        QVERIFY(!ProgramSearch().lack());
        QCOMPARE(found.error().kind, ErrorKind::Missing);
        const QString text = QString::fromStdString(found.error().text);
        QVERIFY2(text.contains(QLatin1String("packaging/compose.yml")), qPrintable(text));
#ifdef Q_OS_LINUX
        QVERIFY2(text.contains(QLatin1String("`sudo apt install postgresql redis-server`")),
            qPrintable(text));
        QCOMPARE(lack->command, QStringLiteral("sudo apt install postgresql redis-server"));
#endif
    }

    void aPostgresWithoutContribIsRefused()
    {
        const QString bin = folder(QStringLiteral("bare/bin"));
        for (const QString &program : {m_real.initdb, m_real.postgres})
            script(bin + u'/' + QFileInfo(program).fileName(),
                "exec " + program.toLocal8Bit() + " \"$@\"");
        script(bin + QLatin1String("/pg_config"),
            "echo " + folder(QStringLiteral("bare/share")).toLocal8Bit());
        auto search = nowhere();
        search.postgresBin = bin;
        search.redisServer = m_real.redis;
        const auto found = search.find();
        QVERIFY(!found);
        QVERIFY(QString::fromStdString(found.error().text)
                    .contains(QLatin1String("pg_stat_statements")));
    }

    void theInstallCommandFitsTheSystem_data()
    {
        QTest::addColumn<QString>("release");
        QTest::addColumn<QString>("command");
        const auto row = [](const char *name, const char *release, const char *command) {
            QTest::newRow(name) << QString::fromLatin1(release) << QString::fromLatin1(command);
        };
        row("debian", "ID=debian", "sudo apt install postgresql redis-server");
        row("pop!_os", "NAME=\"Pop\"\nID=pop\nID_LIKE=\"ubuntu debian\"\n",
            "sudo apt install postgresql redis-server");
        row("rocky", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"",
            "sudo dnf install postgresql-server postgresql-contrib redis");
        row("fedora", "ID=fedora", "sudo dnf install postgresql-server postgresql-contrib valkey");
        row("red hat 10", "ID=\"rhel\"\nVERSION_ID=\"10.1\"\n",
            "sudo dnf install postgresql-server postgresql-contrib valkey");
        row("red hat 9", "ID=\"rhel\"\nVERSION_ID=\"9.6\"\n",
            "sudo dnf install postgresql-server postgresql-contrib redis");
        row("amazon", "ID=\"amzn\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"2023\"\n",
            "sudo dnf install postgresql15-server postgresql15-contrib redis6");
        row("silverblue", "ID=fedora\nVERSION_ID=43\nVARIANT_ID=silverblue\n",
            "sudo rpm-ostree install postgresql-server postgresql-contrib valkey");
        row("nixos", "ID=nixos\n", "nix-env -iA nixos.postgresql nixos.redis");
        row("single quotes", "ID='debian'\n", "sudo apt install postgresql redis-server");
        row("arch", "ID=arch", "sudo pacman -S postgresql valkey");
        row("leap", "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"",
            "sudo zypper install postgresql-server postgresql-contrib redis");
        row("unknown", "ID=plan9", "");
    }
    void theInstallCommandFitsTheSystem()
    {
#ifndef Q_OS_LINUX
        QSKIP("Only Linux has /etc/os-release.");
#endif
        QFETCH(QString, release);
        QFETCH(QString, command);
        QCOMPARE(installCommand(release, true, true), command);
    }
};

QTEST_GUILESS_MAIN(TestPrograms)
#include "tst_programs.moc"
