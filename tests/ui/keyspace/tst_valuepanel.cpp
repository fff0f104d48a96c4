// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyvalue/valuepanel.h"
#include "theme/theme.h"

#include <QApplication>
#include <QDateTime>
#include <QLabel>
#include <QPromise>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <deque>

using namespace tierlens;

namespace {
struct AskedValue
{
    std::string key;
    KeyValueLimits limits;
    QPromise<Result<KeyValue>> promise;
    void answer(const Result<KeyValue> &value)
    {
        promise.start();
        promise.addResult(value);
        promise.finish();
    }
};

KeyValue ofString(const std::string &value, std::int64_t length)
{
    KeyValue read;
    read.type = KeyType::String;
    read.length = length;
    read.bytes = length + 56;
    read.encoding = "raw";
    read.idleSeconds = 90;
    read.expiresAt = QDateTime::currentMSecsSinceEpoch() + 400'000;
    read.parts = {{"", value, length}};
    read.isWhole = std::int64_t(value.size()) == length;
    return read;
}
} // namespace

class tst_ValuePanel : public QObject
{
    Q_OBJECT

    std::deque<AskedValue> m_asked;
    KeyValuePanel::Reader reader()
    {
        m_asked.clear();
        return [this](int, const std::string &key, const KeyValueLimits &limits) {
            m_asked.push_back({key, limits, {}});
            return m_asked.back().promise.future();
        };
    }

private Q_SLOTS:
    void initTestCase() { Theme::lightTheme().applyTo(*qApp); }

    void showsJson()
    {
        KeyValuePanel panel(reader());
        QVERIFY(panel.stateText().startsWith(QStringLiteral("Choose a key")));
        QSignalSpy shown(&panel, &KeyValuePanel::shown);
        panel.show(0, "profile:1");
        QCOMPARE(panel.stateText(), QStringLiteral("Reading…"));
        m_asked[0].answer(ofString("{\"a\":[1,2]}", 11));
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(panel.stateText(), QString());
        QCOMPARE(panel.look(), ValueLook::Json);
        QCOMPARE(panel.shownText().count(QLatin1Char('\n')), 5);
        QCOMPARE(panel.factText(KeyValuePanel::TypeFact), QStringLiteral("string"));
        QCOMPARE(panel.factText(KeyValuePanel::LengthFact), QStringLiteral("11 bytes"));
        QCOMPARE(panel.factText(KeyValuePanel::IdleFact), QStringLiteral("1 m"));
        QVERIFY(panel.factText(KeyValuePanel::ExpiryFact).startsWith(QStringLiteral("6:")));
        QVERIFY(panel.leftOutText().isEmpty());
        QVERIFY(!panel.canReadMore());
    }

    void aBigValueComesInParts()
    {
        KeyValuePanel panel(reader());
        QSignalSpy shown(&panel, &KeyValuePanel::shown);
        panel.show(0, "big");
        const std::string part(65536, 'a');
        m_asked[0].answer(ofString(part, 50'000'000));
        QTRY_COMPARE(shown.count(), 1);
        QVERIFY2(panel.leftOutText().startsWith(
                     QStringLiteral("Shown are bytes 1 to 65\u202f536 of 50\u202f000\u202f000")),
            qPrintable(panel.leftOutText()));
        QVERIFY(panel.leftOutText().contains(QStringLiteral("are broken here")));
        QVERIFY(panel.canReadMore());
        panel.readMore();
        QCOMPARE(m_asked[1].limits.offset, std::int64_t(65536));
        m_asked[1].answer(ofString("the rest", 50'000'000));
        QTRY_COMPARE(shown.count(), 2);
        QCOMPARE(panel.shownText(), QStringLiteral("the rest")); // one part is held, not two
        QVERIFY(panel.leftOutText().contains(QStringLiteral("bytes 65\u202f537 to 65\u202f544")));
    }

    void elementsAreListed()
    {
        KeyValuePanel panel(reader());
        QSignalSpy shown(&panel, &KeyValuePanel::shown);
        panel.show(0, "cart:1");
        KeyValue hash;
        hash.type = KeyType::Hash;
        hash.length = 3000;
        hash.encoding = "hashtable";
        hash.isWhole = false;
        for (int i = 0; i < 200; ++i)
            hash.parts.push_back({"f" + std::to_string(i), "v" + std::to_string(i), 2});
        m_asked[0].answer(hash);
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(panel.factText(KeyValuePanel::LengthFact), QStringLiteral("3\u202f000 elements"));
        QVERIFY(panel.leftOutText().startsWith(QStringLiteral("200 of 3\u202f000 elements")));
        QCOMPARE(panel.shownText(), QStringLiteral("v0")); // the first element's
        panel.readMore();
        QCOMPARE(m_asked[1].limits.elements, 800); // a hash has no order to go on in
        QCOMPARE(m_asked[1].limits.offset, std::int64_t(0));
        panel.grab();
    }

    void aListGoesOn()
    {
        KeyValuePanel panel(reader());
        QSignalSpy shown(&panel, &KeyValuePanel::shown);
        panel.show(0, "queue");
        KeyValue list;
        list.type = KeyType::List;
        list.length = 3;
        list.parts = {{"0", "a", 1}, {"1", "b", 1}};
        m_asked[0].answer(list);
        QTRY_COMPARE(shown.count(), 1);
        panel.readMore();
        QCOMPARE(m_asked[1].limits.offset, std::int64_t(2));
        list.parts = {{"2", "c", 1}};
        m_asked[1].answer(list);
        QTRY_COMPARE(shown.count(), 2);
        QVERIFY(!panel.canReadMore());
        QVERIFY(panel.leftOutText().isEmpty());
    }

    void whatWentWrongIsSaid()
    {
        KeyValuePanel panel(reader());
        QSignalSpy shown(&panel, &KeyValuePanel::shown);
        panel.show(0, "a");
        m_asked[0].answer(Error{ErrorKind::Denied, "NOPERM", "You may not read this.", {}});
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(panel.stateText(), QStringLiteral("You may not read this."));
        panel.again();
        KeyValue gone;
        gone.exists = false;
        m_asked[1].answer(gone);
        QTRY_COMPARE(shown.count(), 2);
        QVERIFY(panel.stateText().startsWith(QStringLiteral("This key is not there")));
    }

    void anOldAnswerIsDropped()
    {
        KeyValuePanel panel(reader());
        QSignalSpy shown(&panel, &KeyValuePanel::shown);
        panel.show(0, "slow");
        panel.show(0, "quick");
        QTRY_COMPARE(m_asked.size(), std::size_t(2));
        m_asked[1].answer(ofString("quick", 5));
        QTRY_COMPARE(shown.count(), 1);
        m_asked[0].answer(ofString("slow", 4));
        QTest::qWait(50);
        QCOMPARE(panel.shownText(), QStringLiteral("quick"));
    }

    // Holding the arrow key down does not have every key on the way read.
    void onlyWhereOneRestsIsRead()
    {
        KeyValuePanel panel(reader());
        for (int i = 0; i < 20; ++i)
            panel.show(0, "key " + std::to_string(i));
        QCOMPARE(m_asked.size(), std::size_t(1)); // the first, at once
        QVERIFY(m_asked[0].promise.isCanceled());
        QCOMPARE(panel.stateText(), QStringLiteral("Reading…"));
        QTRY_COMPARE(m_asked.size(), std::size_t(2));
        QCOMPARE(m_asked[1].key, std::string("key 19"));
        QTest::qWait(300);
        QCOMPARE(m_asked.size(), std::size_t(2));
        panel.show(0, "later");
        QCOMPARE(m_asked.size(), std::size_t(3));
        QVERIFY(m_asked[1].promise.isCanceled());
        panel.clear();
        QVERIFY(m_asked[2].promise.isCanceled());
        panel.show(0, "gone before it was read");
        panel.clear();
        QTest::qWait(300);
        QCOMPARE(m_asked.size(), std::size_t(3));
    }

    // Names and values are other people's texts.
    void nothingIsTakenForMarkup()
    {
        KeyValuePanel panel(reader());
        panel.show(0, "<img src='x'>  <b>");
        QVERIFY2(panel.nameTip().contains(QStringLiteral(">&lt;img src='x'&gt;  &lt;b&gt;<")),
            qPrintable(panel.nameTip()));
        QVERIFY(Qt::mightBeRichText(panel.nameTip()));
        const auto labels = panel.findChildren<QLabel *>();
        QVERIFY(labels.size() > 10);
        for (const auto *label : labels)
            QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->text()));
    }

    void deletingNeedsLeave()
    {
        KeyValuePanel panel(reader());
        panel.show(0, "a");
        m_asked[0].answer(ofString("x", 1));
        QTRY_COMPARE(panel.shownText(), QStringLiteral("x"));
        QSignalSpy wanted(&panel, &KeyValuePanel::deleteRequested);
        QPushButton *button = nullptr;
        for (auto *one : panel.findChildren<QPushButton *>()) {
            if (one->text() == QStringLiteral("Delete…"))
                button = one;
        }
        QVERIFY(button);
        panel.setChangeProblem(QStringLiteral("shop is read-only."));
        button->click();
        QCOMPARE(wanted.count(), 0);
        QCOMPARE(button->toolTip(), QStringLiteral("shop is read-only."));
        panel.setChangeProblem({});
        button->click();
        QCOMPARE(wanted.count(), 1);
    }
};

QTEST_MAIN(tst_ValuePanel)
#include "tst_valuepanel.moc"
