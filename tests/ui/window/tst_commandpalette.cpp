// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"
#include "window/commandpalette.h"

#include <QAction>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>

using namespace tierlens;

class TestCommandPalette : public QObject
{
    Q_OBJECT

    struct Opened
    {
        Opened()
        {
            host.resize(900, 700);
            for (const char *text : {"Search commands and keys", "Compare two policies…",
                     "Invalidate keys matching…", "More policies…", "Police"})
                actions.append(new QAction(QString::fromUtf8(text), &host));
            palette.setOpener(actions.first());
            palette.open(actions);
        }
        QStringList found(const QString &typed)
        {
            palette.findChild<QLineEdit *>()->setText(typed);
            QStringList texts;
            const auto *list = palette.findChild<QListWidget *>();
            for (int i = 0; i < list->count(); ++i)
                texts.append(list->item(i)->text());
            return texts;
        }
        QWidget host;
        QList<QAction *> actions;
        Store store;
        CommandPalette palette{store, QStringLiteral("tierlens:"), &host};
    };

private Q_SLOTS:
    void doesNotOfferItself()
    {
        Opened opened;
        QCOMPARE(opened.found({}).first(), QStringLiteral("Compare two policies…"));
        QVERIFY(!opened.found(QStringLiteral("search")).contains(opened.actions[0]->text()));
    }
    void beginningsComeFirst()
    {
        QCOMPARE(Opened().found(QStringLiteral("polic")).mid(0, 3),
            (QStringList{QStringLiteral("Police"), QStringLiteral("Compare two policies…"),
                QStringLiteral("More policies…")}));
        QCOMPARE(CommandPalette::rank(QStringLiteral("olic"), QStringLiteral("Police")), 2);
    }
    void commandsComeBeforeHelp()
    {
        const auto found = Opened().found(QStringLiteral("keys"));
        QCOMPARE(found.first(), QStringLiteral("Invalidate keys matching…"));
        QVERIFY(found.size() > 1); // help there is too, but it does not fill the list
        QVERIFY(found.size() <= 7);
    }
};

QTEST_MAIN(TestCommandPalette)
#include "tst_commandpalette.moc"
