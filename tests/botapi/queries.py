"""The methods that answer a tap on a button and an inline query."""

import re

from .keyboards import checked_markup
from .parameters import Json, Parameters, Refusal, expect
from .texts import formatted
from .world import World

MOST_CHARACTERS_OF_TOAST = 200
MOST_RESULTS = 50
MOST_BYTES_OF_ID = 64
MOST_BYTES_OF_OFFSET = 64
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_callback_query(world: World, parameters: Parameters) -> bool:
    """End the waiting of the person who tapped a button, with a short text or without."""
    text = parameters.text("text")
    if len(text) > MOST_CHARACTERS_OF_TOAST:
        raise Refusal("MESSAGE_TOO_LONG")
    if parameters.text("url"):
        raise Refusal("URL_INVALID")  # Only games and links to the bot itself may open an address.
    answer: Json = {"text": text, "show_alert": parameters.boolean("show_alert")}
    world.answer(parameters.text("callback_query_id"), answer)
    return True


def answer_inline_query(world: World, parameters: Parameters) -> bool:
    """Show results for what a person types after the bot's name."""
    results = parameters.json("results")
    expect(results, list, "results")
    if results is None:
        raise Refusal("can't parse inline query results JSON object")
    if len(results) > MOST_RESULTS:
        raise Refusal("RESULTS_TOO_MUCH")
    if len(parameters.text("next_offset").encode()) > MOST_BYTES_OF_OFFSET:
        raise Refusal("NEXT_OFFSET_INVALID")
    checked = [_checked_result(result, strict=world.strict) for result in results]
    if len({result["id"] for result in checked}) < len(checked):
        raise Refusal("RESULT_ID_DUPLICATE")
    if button := parameters.json("button"):
        expect(button, dict, "button")
        if "web_app" not in button and not _START_PARAMETER.fullmatch(button.get("start_parameter", "")):
            raise Refusal("START_PARAM_INVALID")
    answer: Json = {"results": checked, "next_offset": parameters.text("next_offset"), "button": button}
    world.answer(parameters.text("inline_query_id"), answer)
    return True


def _checked_result(result: object, *, strict: bool) -> Json:
    problem = "can't parse inline query result: "
    if not isinstance(result, dict):
        raise Refusal(problem + "expected an Object")
    for field in ("type", "id", "title", "input_message_content"):
        if field not in result:
            raise Refusal(problem + f'Can\'t find field "{field}"')
    if result["type"] != "article":
        raise Refusal(problem + "this test server shows articles only")
    if not 1 <= len(str(result["id"]).encode()) <= MOST_BYTES_OF_ID:
        raise Refusal("RESULT_ID_INVALID")
    if not str(result["title"]).strip():
        raise Refusal("ARTICLE_TITLE_EMPTY")
    content = result["input_message_content"]
    expect(content, dict, "input_message_content")
    text, entities = formatted(
        content.get("message_text", ""), content.get("parse_mode", ""), content.get("entities"), strict=strict
    )
    markup = result.get("reply_markup")
    keyboard = checked_markup(markup, inline_only=True) if markup else None
    return result | {"text": text, "entities": entities, "reply_markup": keyboard}
