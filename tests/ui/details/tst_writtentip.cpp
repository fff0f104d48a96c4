// SPDX-License-Identifier: GPL-3.0-or-later
// What servers and users have written is shown as it is written, whatever it looks like.
#include "details/detailtable.h"
#include "parts/writtentip.h"
#include "watchtables/rowstable.h"
#include "window/messagebar.h"

#include <QLabel>
#include <QStandardItemModel>
#include <QTest>

using namespace tierlens;

namespace {
QString statement() { return QStringLiteral("SELECT 1 FROM t WHERE a <b AND c> 2 & d"); }
} // namespace

class TestWrittenTip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { QToolTip::hideText(); }

    void whatLooksLikeATagIsEscaped()
    {
        QVERIFY(Qt::mightBeRichText(statement())); // or else this tests nothing
        QVERIFY(asWritten(statement()).contains(QStringLiteral("a &lt;b AND c&gt; 2 &amp; d")));
        QCOMPARE(asWritten(QStringLiteral("a&b")), QStringLiteral("a&b")); // not &amp;
        QCOMPARE(asWritten(QString()), QString());
    }

    void aTableShowsItsTipsSo()
    {
        QStandardItemModel model;
        auto *cell = new QStandardItem(QStringLiteral("cell"));
        cell->setToolTip(statement());
        model.appendRow(cell);
        DetailTable table(QStringLiteral("table"), &model);
        table.resize(300, 200);
        table.show();
        QHelpEvent help(QEvent::ToolTip, QPoint(10, 10), table.mapToGlobal(QPoint(10, 10)));
        QStyleOptionViewItem option;
        QVERIFY(table.itemDelegate()->helpEvent(&help, &table, option, model.index(0, 0)));
        QCOMPARE(QToolTip::text(), asWritten(statement()));
    }

    void aMessageIsNoMarkup()
    {
        QWidget window;
        MessageBar bar(&window);
        bar.complain({ErrorKind::Internal, {}, statement().toStdString(), "<b>bold</b>"});
        for (const auto *label : bar.findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
};

QTEST_MAIN(TestWrittenTip)
#include "tst_writtentip.moc"
