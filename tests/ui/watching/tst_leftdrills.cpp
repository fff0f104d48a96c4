// SPDX-License-Identifier: GPL-3.0-or-later
// What an earlier drill has left behind is said when its server is watched again.
#include "core/event.h"
#include "restarts/drilljournal.h"
#include "watchdesk/leftdrills.h"

#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

using namespace tierlens;

class TestLeftDrills : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QWidget m_window;
    int m_asked = 0;

    static LiveServers servers(const char *id)
    {
        LiveServers made;
        made.connection.id = QLatin1String(id);
        made.redis = QStringLiteral("redis://localhost:6379");
        return made;
    }
    void look(const char *id)
    {
        tellLeftDrills(servers(id), m_folder.path(), &m_window, [this] { ++m_asked; });
    }
    QMessageBox *box() const { return m_window.findChild<QMessageBox *>(); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(DrillJournal(m_folder.path())
                    .add({DrillJournal::serverOf(servers("left"), Tier::Redis),
                        QStringLiteral("maxmemory"), QStringLiteral("0"), QStringLiteral("1000000"),
                        1}));
        m_window.show();
    }

    void whereNothingIsLeftNothingIsSaid()
    {
        look("other");
        QThreadPool::globalInstance()->waitForDone();
        QTest::qWait(100);
        QVERIFY(!box());
    }

    void whatIsLeftIsSaidWithAWayToPutItBack()
    {
        look("left");
        QTRY_VERIFY(box());
        QVERIFY2(box()->informativeText().contains(
                     QStringLiteral("maxmemory is 1000000; before the drill it was 0.")),
            qPrintable(box()->informativeText()));
        for (auto *button : box()->findChildren<QPushButton *>()) {
            if (button->text().contains(QStringLiteral("Put back")))
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QTRY_VERIFY(!box());
        QCOMPARE(m_asked, 1);
    }
};

QTEST_MAIN(TestLeftDrills)
#include "tst_leftdrills.moc"
