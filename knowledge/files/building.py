"""Checked forms in, the `Content` of a base out: every id resolved, every language whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from knowledge.files import format as forms
from knowledge.model import (
    About,
    Citation,
    Content,
    Dispute,
    Edition,
    Fact,
    Golden,
    GoldenRates,
    Outside,
    Phrasing,
    Rates,
    SmallTalk,
    Source,
    Term,
    Topic,
)

Form = TypeVar("Form", bound=BaseModel)
Forms = Mapping[str, BaseModel]


def build_content(files: Forms) -> Content:
    """Return the content of `files`, by their names; none of them has a fault left."""
    own = _original(files)
    languages = sorted({name.split("/")[1] for name in files if name.startswith("translations/")})
    editions = {own.language: own, **{language: _translated(files, language, own) for language in languages}}
    tests = [(name, name.split("/")[1], form) for name, form in files.items() if name.startswith("tests/")]
    rates = _form(files, "tests/rates.yaml", forms.RatesFile)
    return Content(
        sources={source.id: source for source in _sources(files)},
        editions=editions,
        golden=tuple(
            Golden(question.ask, (question.fact, *question.also), language)
            for _, language, form in tests
            if isinstance(form, forms.QuestionsFile)
            for question in form.questions
        ),
        outside=tuple(
            Outside(text, kind, language)
            for _, language, form in tests
            if isinstance(form, forms.OutsideFile)
            for kind, texts in form.outside.items()
            for text in texts
        ),
        rates=Rates(
            {language: GoldenRates(**least.model_dump()) for language, least in rates.golden.items()}, rates.outside
        ),
    )


def _form(files: Forms, name: str, kind: type[Form]) -> Form:
    """Return the file called `name`, or an empty one where a base does without it."""
    found = files.get(name)
    return found if isinstance(found, kind) else kind.model_validate({})


def _sources(files: Forms) -> Iterator[Source]:
    for entry in _form(files, "sources.yaml", forms.SourcesFile).sources:
        yield Source(**entry.model_dump())


def _original(files: Forms) -> Edition:
    about = _form(files, "base.yaml", forms.BaseFile)
    language = about.language
    sources = {source.id: source for source in _sources(files)}

    def citations(entries: Iterable[forms.CitationEntry]) -> tuple[Citation, ...]:
        return tuple(Citation(sources[entry.source], entry.at) for entry in entries)

    topics = {
        t.id: Topic(t.id, t.command, t.title, t.description, t.overview, tuple(t.scope))
        for t in _form(files, "topics.yaml", forms.TopicsFile).topics
    }
    facts = [
        Fact(
            id=f.id,
            topic=file.topic,
            phrasings=_phrasings(f.id, f.phrasings, language),
            answer=f.answer,
            citations=citations(f.sources),
            disputes=tuple(Dispute(d.claim, citations(d.sources)) for d in f.disputed),
            excluded=tuple(f.not_),
            see=tuple(f.see),
            date=f.date,
            event=f.event,
            checked=f.checked,
            language=language,
        )
        for file in files.values()
        if isinstance(file, forms.FactsFile)
        for f in file.facts
    ]
    # In the order of the topics, so that the names of the files change nothing.
    places = {topic: place for place, topic in enumerate(topics)}
    return Edition(
        language=language,
        about=_about(about),
        topics=topics,
        facts={fact.id: fact for fact in sorted(facts, key=lambda fact: places[fact.topic])},
        **_words(files, "", language)._asdict(),
    )


def _translated(files: Forms, language: str, own: Edition) -> Edition:
    folder = f"translations/{language}/"
    about = files.get(f"{folder}base.yaml")
    titles = files.get(f"{folder}topics.yaml")
    of_topic = titles.topics if isinstance(titles, forms.TopicsTranslation) else {}
    in_source = _form(files, f"{folder}sources.yaml", forms.SourcesTranslation)
    of_fact = {
        fact_id: translation
        for name, form in files.items()
        if name.startswith(folder) and isinstance(form, forms.FactsTranslation)
        for fact_id, translation in form.facts.items()
    }
    cite = _citing(in_source)

    def topic(original: Topic) -> Topic:
        translation = of_topic.get(original.id)
        return replace(original, **translation.model_dump()) if translation else original

    def fact(original: Fact) -> Fact:
        if original.id not in of_fact:
            return original
        translation = of_fact[original.id]
        claims = zip(translation.disputed, original.disputes, strict=True)
        return replace(
            original,
            phrasings=_phrasings(original.id, translation.phrasings, language),
            answer=translation.answer,
            citations=tuple(map(cite, original.citations)),
            disputes=tuple(Dispute(claim, tuple(map(cite, dispute.citations))) for claim, dispute in claims),
            event=translation.event,
            language=language,
            of=translation.of,
        )

    return Edition(
        language=language,
        about=_about(about) if isinstance(about, forms.BaseTranslation) else own.about,
        topics={topic_id: topic(original) for topic_id, original in own.topics.items()},
        facts={fact_id: fact(original) for fact_id, original in own.facts.items()},
        **_words(files, folder, language)._asdict(),
    )


def _citing(translation: forms.SourcesTranslation) -> Callable[[Citation], Citation]:
    """Return what puts a citation's own words into a language: date and note of the source, and the place in it."""
    words = sorted(translation.locators, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") if words else None

    def cite(citation: Citation) -> Citation:
        entry = translation.sources.get(citation.source.id, forms.SourceTranslation())
        source = replace(
            citation.source, date=entry.date or citation.source.date, note=entry.note or citation.source.note
        )
        at = pattern.sub(lambda found: translation.locators[found[0]], citation.at) if pattern else citation.at
        return Citation(source, at)

    return cite


def _about(form: forms.BaseFile | forms.BaseTranslation) -> About:
    return About(form.name, form.short_description, form.description, form.welcome, tuple(form.examples))


def _phrasings(owner: str, texts: Iterable[str], language: str) -> tuple[Phrasing, ...]:
    return tuple(Phrasing(owner, text, language) for text in texts)


class _Words(NamedTuple):
    """Glossary and small talk of one language, which are written for it rather than translated."""

    terms: tuple[Term, ...]
    synonyms: tuple[tuple[str, ...], ...]
    smalltalk: tuple[SmallTalk, ...]


def _words(files: Forms, folder: str, language: str) -> _Words:
    glossary = _form(files, f"{folder}glossary.yaml", forms.GlossaryFile)
    smalltalk = _form(files, f"{folder}smalltalk.yaml", forms.SmallTalkFile)
    return _Words(
        tuple(Term(t.term, t.meaning, tuple(t.synonyms)) for t in glossary.terms),
        tuple(map(tuple, glossary.synonyms)),
        tuple(SmallTalk(s.id, _phrasings(s.id, s.phrasings, language), s.reply) for s in smalltalk.smalltalk),
    )
