// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/sightingline.h"
#include "theme/theme.h"
#include "ui/diagram/flowexample.h"

#include <QApplication>
#include <QTest>

using namespace tierlens;

class TestSightingLine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhatThereIsRoomFor()
    {
        Theme::darkTheme().applyTo(*qApp);
        example::Filler filler; // asks for one key only
        filler.fill();
        SightingLine line(filler.store);
        line.refresh(240s);
        QVERIFY(line.sightingId() > 0);
        line.resize(line.sizeHint());
        QCOMPARE(line.shownText(), line.text());
        line.resize(line.sizeHint().width() / 2, line.height());
        QVERIFY2(line.shownText().startsWith(QStringLiteral("hot key")),
            qPrintable(line.shownText())); // whole, not a piece of the sentence
        QCOMPARE(line.toolTip(), line.text());
        line.resize(line.minimumSizeHint());
        QVERIFY(line.shownText().isEmpty()); // its sign alone
    }
};

QTEST_MAIN(TestSightingLine)
#include "tst_sightingline.moc"
