// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/citations.h"
#include "answers/questions.h"

#include <QTest>

#include <set>

using namespace tierlens;

class TestAnswers : public QObject
{
    Q_OBJECT

    static std::string keyOf(std::string_view question) { return keyText(questionWords(question)); }

private Q_SLOTS:
    void theSameQuestionInOtherWordsHasTheSameKey()
    {
        QCOMPARE(keyOf("How do I reset my password?"), std::string("password-reset"));
        QCOMPARE(keyOf("reset my password how"), std::string("password-reset"));
        QCOMPARE(keyOf("  PASSWORD,\treset!! "), std::string("password-reset"));
        QCOMPARE(keyOf("reset reset password"), std::string("password-reset"));
    }

    void everyWordingOfATopicHasTheSameKeyAndNoOtherTopicHasIt()
    {
        std::set<std::string> keys;
        for (const char *action : {"reset", "cancel", "lock"}) {
            for (const char *object : {"password", "invoice", "calendar"}) {
                std::set<std::string> own, said;
                for (std::size_t i = 0; i < Wordings; ++i) {
                    own.insert(keyOf(wording(i, action, object)));
                    said.insert(wording(i, action, object));
                }
                QCOMPARE(own.size(), std::size_t(1));
                QCOMPARE(said.size(), Wordings);
                QVERIFY(keys.insert(*own.begin()).second);
            }
        }
    }

    void differentQuestionsDiffer()
    {
        QVERIFY(keyOf("How do I reset my password?") != keyOf("How do I change my password?"));
        QVERIFY(keyOf("How do I reset my password?") != keyOf("How do I reset my passwords?"));
        QVERIFY(keyOf("reset password") != keyOf("reset password 2"));
    }

    void aQuestionOfFillersIsAboutThem()
    {
        QCOMPARE(keyOf("How are you?"), std::string("are-how-you"));
        QCOMPARE(keyOf("???"), std::string());
    }

    void aLongQuestionFitsIntoAKeyAndLettersStayWhole()
    {
        std::string question;
        for (int i = 0; i < 50; ++i)
            question += "word" + std::to_string(i) + ' ';
        QVERIFY(keyOf(question).size() <= 48);
        const auto words = questionWords("ääääääääääääääääääää über");
        for (const auto &word : words) {
            QVERIFY(!QString::fromUtf8(word.c_str()).contains(QChar(0xFFFD)));
            QVERIFY(word.size() <= 20);
        }
    }

    void aKeyTellsItsWordsAndTheirSearch()
    {
        const auto words = questionWords("How do I reset my password on O'Brien's phone?");
        QVERIFY(wordsOfKey(keyText(words)) == words);
        QCOMPARE(
            searchText(questionWords("reset my password")), std::string("'password' | 'reset'"));
        // Nothing a question says can end the search early or change it.
        QCOMPARE(searchText(questionWords("x' | 'y & !z:*")), std::string("'x' | 'y' | 'z'"));
    }

    void anEditConcernsTheAnswersThatCiteTheDocument()
    {
        Citations citations;
        QVERIFY(citations.add("a", {1, 2, 3}, 5));
        QVERIFY(citations.add("b", {3, 4}, 4));
        QVERIFY(citations.edited(9, 6).empty());
        QCOMPARE(citations.edited(2, 7), std::vector<std::string>{"a"});
        QVERIFY(!citations.add("a", {1, 2, 3}, 5)); // the old one is seen once more
        QVERIFY(citations.add("a", {1, 2, 3}, 7)); // and has been made anew
        QCOMPARE(citations.edited(3, 8), (std::vector<std::string>{"a", "b"}));
    }

    void anAnswerMadeBeforeAnEditAndToldAfterItIsOld()
    {
        Citations citations;
        QVERIFY(citations.edited(2, 7).empty());
        QVERIFY(!citations.add("a", {1, 2}, 6));
        QVERIFY(!citations.add("a", {1, 2}, 6));
        QVERIFY(citations.add("a", {1, 2}, 7));
    }

    void anAnswerThatCitesOtherDocumentsNowIsNotConcernedAnyMore()
    {
        Citations citations;
        citations.add("a", {1, 2}, 6);
        citations.add("a", {2, 3}, 7);
        QVERIFY(citations.edited(1, 8).empty());
        QCOMPARE(citations.documentsOf("a"), (Citations::Documents{2, 3}));
    }
};

QTEST_APPLESS_MAIN(TestAnswers)
#include "tst_answers.moc"
