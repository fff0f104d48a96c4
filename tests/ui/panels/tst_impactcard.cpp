// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/impactcard.h"
#include "store/impacttext.h"
#include "theme/theme.h"
#include "ui/panels/impactexample.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
QStringList figureNames(const ImpactCard &card)
{
    QStringList names;
    for (const auto *child : card.findChildren<QWidget *>()) {
        if (child->accessibleName().contains(QStringLiteral(": ")))
            names << child->accessibleName();
    }
    return names;
}
} // namespace

class TestImpactCard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void showsWhatIsKnownSoFar()
    {
        ImpactCard card;
        Timings timings;
        auto impact = example::restartImpact();
        card.setImpact(impact, timings, 32s);
        QCOMPARE(card.impactId(), 3u);
        QVERIFY(figureNames(card).contains(QStringLiteral("keys lost: 612")));
        QVERIFY(figureNames(card).contains(QStringLiteral("rows lost: …")));
        bool found = false;
        for (const auto *label : card.findChildren<QLabel *>())
            found |= label->text() == QStringLiteral("12 seconds ago · settling…");
        QVERIFY(found);

        impact.rowsLost = 0;
        impact.settled = true;
        impact.settledAfter = 3200ms;
        card.setImpact(impact, timings, 33s);
        QVERIFY(figureNames(card).contains(QStringLiteral("rows lost: 0")));
        QVERIFY(figureNames(card).contains(QStringLiteral("until 90 % again: 3.2 s")));

        // A kind with fewer figures leaves none of the other behind.
        Impact write;
        write.action = {Action::Kind::Write, Tier::Postgres, "1 follower added", 0};
        card.setImpact(write, timings, 34s);
        QCOMPARE(static_cast<std::size_t>(figureNames(card).size()), impactFigures(write).size());
    }

    void nothingIsCutAtAnyWidth_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {420, 600, 760, 900, 1400})
            QTest::addRow("%d", width) << width;
    }
    void nothingIsCutAtAnyWidth()
    {
        QFETCH(int, width);
        ImpactCard card;
        card.setImpact(example::restartImpact(), Timings(), 32s);
        card.resize(width, card.heightForWidth(width));
        card.show();
        QRegion taken;
        int figures = 0;
        for (const auto *child : card.findChildren<QWidget *>()) {
            if (child->accessibleName().isEmpty() && !qobject_cast<const QLabel *>(child))
                continue; // holds others
            if (!child->isVisible())
                continue; // the curve, where width is short
            const QRect place(child->mapTo(&card, QPoint()), child->size());
            QVERIFY2(card.rect().contains(place), qPrintable(child->accessibleName()));
            QVERIFY2(!taken.intersects(place), qPrintable(child->accessibleName()));
            taken += place;
            ++figures;
        }
        QVERIFY(figures >= 6 + 4);
        for (const auto *label : card.findChildren<QLabel *>())
            QVERIFY(label->width() >= label->fontMetrics().horizontalAdvance(label->text()));
    }

    void copyAndClose()
    {
        ImpactCard card;
        card.setImpact(example::restartImpact(), Timings(), 32s);
        card.resize(card.sizeHint());
        card.show();
        QSignalSpy copied(&card, &ImpactCard::copied), dismissed(&card, &ImpactCard::dismissed);
        const auto buttons = card.findChildren<QPushButton *>();
        QCOMPARE(buttons.size(), 2);
        QTest::mouseClick(buttons[0], Qt::LeftButton);
        QCOMPARE(copied.size(), 1);
        QCOMPARE(QApplication::clipboard()->text(), impactText(example::restartImpact()));
        buttons[1]->setFocus();
        QTest::keyClick(buttons[1], Qt::Key_Space);
        QCOMPARE(dismissed.size(), 1);
    }
};

QTEST_MAIN(TestImpactCard)
#include "tst_impactcard.moc"
