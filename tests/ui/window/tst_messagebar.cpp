// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"
#include "window/messagebar.h"

#include <QApplication>
#include <QFontMetrics>
#include <QRegularExpression>
#include <QTest>

using namespace tierlens;

class TestMessageBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isAsTallAsItsText()
    {
        Theme::darkTheme().applyTo(*qApp);
        QWidget host;
        host.resize(1280, 800);
        MessageBar bar(&host);
        host.show();
        const int line = QFontMetrics(bar.font()).height();
        bar.tell(QStringLiteral("profile:* invalidated. Postgres ran 60 queries more."));
        QVERIFY2(bar.height() < 4 * line, qPrintable(QString::number(bar.height())));
        const int one = bar.height();
        bar.tell(
            QStringLiteral("A long sentence that needs a second line and a third. ").repeated(12));
        QVERIFY(bar.height() >= one + 2 * line);
        bar.complain({ErrorKind::Refused, {}, "It was refused.", "In the server's own words."});
        QVERIFY(bar.height() > one && bar.height() < one + 3 * line);
        QVERIFY(host.rect().contains(bar.geometry()));
    }

    // The window places it whenever it is resized, long before there is a message.
    void withoutAMessageItIsPlacedQuietly()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        QWidget host;
        host.resize(1280, 800);
        MessageBar bar(&host);
        bar.place();
        host.resize(30, 30);
        bar.place();
    }
};

QTEST_MAIN(TestMessageBar)
#include "tst_messagebar.moc"
