// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/questions.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace tierlens {

namespace {
// A request keeps 70 bytes of its key; the prefix takes some of them.
constexpr std::size_t LongestWord = 20, LongestKey = 48;

// Sorted, for it is searched.
constexpr std::array<std::string_view, 55> Fillers{"a", "an", "and", "are", "be", "best", "can",
    "could", "do", "does", "for", "from", "hello", "help", "hi", "how", "i", "in", "is", "it", "me",
    "must", "my", "need", "of", "on", "or", "our", "please", "should", "steps", "tell", "the",
    "there", "they", "this", "to", "together", "want", "was", "way", "we", "what", "when", "where",
    "which", "who", "why", "will", "with", "would", "wrong", "you", "your", "yours"};

static_assert(std::is_sorted(Fillers.begin(), Fillers.end()));

bool isFiller(const std::string &word)
{
    return std::binary_search(Fillers.begin(), Fillers.end(), std::string_view(word));
}

// Letters and digits, and every byte of a letter beyond ASCII.
bool belongsToWord(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
        || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

void shorten(std::string &word)
{
    if (word.size() <= LongestWord)
        return;
    auto end = LongestWord;
    while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0u) == 0x80u)
        --end; // not in the middle of a letter
    word.resize(end);
}

QuestionWords split(std::string_view text)
{
    QuestionWords words;
    std::string word;
    const auto finish = [&] {
        shorten(word);
        if (!word.empty())
            words.push_back(std::move(word));
        word.clear();
    };
    for (const char byte : text) {
        if (belongsToWord(static_cast<unsigned char>(byte)))
            word += lower(byte);
        else if (byte != '\'') // "what's" is one word
            finish();
    }
    finish();
    return words;
}
} // namespace

QuestionWords questionWords(std::string_view question)
{
    auto all = split(question);
    QuestionWords words;
    std::copy_if(all.begin(), all.end(), std::back_inserter(words),
        [](const std::string &word) { return !isFiller(word); });
    if (words.empty()) // then those are what it is about
        words = std::move(all);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    std::size_t length = 0, kept = 0;
    while (kept < words.size() && length + words[kept].size() < LongestKey)
        length += words[kept++].size() + 1;
    words.resize(kept);
    return words;
}

std::string keyText(const QuestionWords &words)
{
    std::string text;
    for (const auto &word : words)
        text.append(text.empty() ? "" : "-").append(word);
    return text;
}

QuestionWords wordsOfKey(std::string_view text) { return split(text); }

std::string searchText(const QuestionWords &words)
{
    std::string text;
    for (const auto &word : words) // nothing in them that would have to be escaped
        text.append(text.empty() ? "'" : " | '").append(word).append("'");
    return text;
}

std::string wording(std::size_t number, std::string_view action, std::string_view object)
{
    constexpr std::array<std::string_view, Wordings> forms{"How do I @ my #?", "@ my # how",
        "Please tell me how to @ the #.", "What is the best way to @ a #?", "Can you @ our #?",
        "My #: where can I @ it?", "# - @ - HELP!", "I want to @ this #, what do I need?"};
    std::string text;
    for (const char byte : forms[number % Wordings]) {
        if (byte == '@')
            text += action;
        else if (byte == '#')
            text += object;
        else
            text += byte;
    }
    return text;
}

} // namespace tierlens
