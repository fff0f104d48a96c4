// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdetail/findingcommand.h"
#include "watching/allowchangesdialog.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;

// What Tierlens offers to be typed on a production server must not change it, and what it may
// change itself has to be allowed first.
class TestFindingCommand : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noCommandChangesAnything()
    {
        for (std::size_t i = 0; i < FindingKinds; ++i) {
            Finding finding;
            finding.kind = FindingKind(i);
            finding.subject = "product:*";
            const auto command = commandFor(finding).toUpper();
            for (const auto *word : {"EXPIRE", "DEL ", "UNLINK", "CONFIG SET", "FLUSH", "ANALYZE",
                     "UPDATE", "TERMINATE", "ALTER", "KILL"})
                QVERIFY2(!command.contains(QLatin1String(word)), qPrintable(command));
        }
    }

    void aStatementIsPlannedAndNotRun()
    {
        Finding finding;
        finding.kind = FindingKind::StatementSlower;
        finding.subject = "DELETE FROM sessions WHERE expires < now()";
        QCOMPARE(commandFor(finding),
            QStringLiteral("EXPLAIN\nDELETE FROM sessions WHERE expires < now()"));
        finding.subject = "SELECT * FROM t WHERE id = $1";
        QVERIFY(commandFor(finding).contains(
            QStringLiteral("EXPLAIN (GENERIC_PLAN)\nSELECT * FROM t WHERE id = $1")));
        finding.subject = std::string(2000, 'x'); // was cut
        QVERIFY(commandFor(finding).isEmpty());
    }

    void aPatternMeansItself()
    {
        Finding finding;
        finding.kind = FindingKind::NoExpiryGrowth;
        finding.subject = "a'b:[x]?:*";
        QCOMPARE(commandFor(finding),
            QStringLiteral("redis-cli --scan --pattern 'a'\\''b:\\[x\\]\\?:*' | head"));
    }

    void changesAreAllowedByTypingTheName_data()
    {
        QTest::addColumn<bool>("production");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("may");
        const auto name = QStringLiteral("shop-prod");
        QTest::newRow("nothing typed") << true << name << QString() << false;
        QTest::newRow("something else") << true << name << QStringLiteral("shop") << false;
        QTest::newRow("its name") << true << name << name << true;
        QTest::newRow("it has none") << true << QString() << QString() << false;
        QTest::newRow("development") << false << name << QString() << true;
    }
    void changesAreAllowedByTypingTheName()
    {
        QFETCH(bool, production);
        QFETCH(QString, name);
        QFETCH(QString, typed);
        QFETCH(bool, may);
        Connection connection;
        connection.name = name;
        connection.environment = production ? Environment::Production : Environment::Development;
        AllowChangesDialog dialog(connection);
        dialog.findChild<QLineEdit *>()->setText(typed);
        QSignalSpy allowed(&dialog, &AllowChangesDialog::allowed);
        for (auto *button : dialog.findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Allow changes"))
                button->click();
        }
        QCOMPARE(allowed.count(), may ? 1 : 0);
    }
    void enterAllowsOnlyWhoHasTypedTheName()
    {
        Connection connection;
        connection.name = QStringLiteral("shop-prod");
        connection.environment = Environment::Production;
        for (const bool typed : {false, true}) {
            AllowChangesDialog dialog(connection);
            dialog.show();
            if (typed)
                dialog.findChild<QLineEdit *>()->setText(connection.name);
            QSignalSpy allowed(&dialog, &AllowChangesDialog::allowed);
            QTest::keyClick(dialog.findChild<QLineEdit *>(), Qt::Key_Return);
            QCOMPARE(allowed.count(), typed ? 1 : 0);
        }
    }
};

QTEST_MAIN(TestFindingCommand)
#include "tst_findingcommand.moc"
