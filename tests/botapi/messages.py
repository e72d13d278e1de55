"""The methods that send, edit and delete messages."""

from .keyboards import reply_markup
from .parameters import Json, Parameters, Refusal, expect
from .texts import caption_text, formatted, message_text
from .utf16 import units
from .world import Chat, World

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
MOST_DELETED_AT_ONCE = 100
MOST_BYTES_FETCHED = 20 << 20
MOST_POLL_OPTIONS = 12
MOST_UNITS_OF_QUESTION = 300
MOST_UNITS_OF_OPTION = 100
MOST_UNITS_OF_EXPLANATION = 200
MOST_LINE_FEEDS_OF_EXPLANATION = 2
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def send_message(world: World, parameters: Parameters) -> Json:
    """Post a text."""
    return _send(world, parameters, _text(world, parameters))


def send_photo(world: World, parameters: Parameters) -> Json:
    """Post a photo, uploaded, by its address, or by the id of one that stands in a chat."""
    photo = parameters.values.get("photo")
    if not photo:
        raise Refusal("there is no photo in the request")
    size = photo["file_size"] if isinstance(photo, dict) else 1
    if not size:
        raise Refusal("file must be non-empty")
    is_known = isinstance(photo, str) and photo in _photos(world)
    if isinstance(photo, str) and not is_known and not photo.startswith(("http://", "https://")):
        raise Refusal("wrong file identifier/HTTP URL specified")
    name = photo if is_known else f"photo{world.next_id()}"
    stored = {"file_id": name, "file_unique_id": name, "width": 640, "height": 480, "file_size": size}
    text, entities = caption_text(parameters, strict=world.strict)
    caption = {"caption": text, "caption_entities": entities} if text else {}
    return _send(world, parameters, {"photo": [stored], **caption})


def send_document(world: World, parameters: Parameters) -> Json:
    """Post a document that was uploaded."""
    document = parameters.values.get("document")
    if not isinstance(document, dict):
        raise Refusal("there is no document in the request")
    if not document["file_size"]:
        raise Refusal("file must be non-empty")
    name = f"document{world.next_id()}"
    text, entities = caption_text(parameters, strict=world.strict)
    caption = {"caption": text, "caption_entities": entities} if text else {}
    return _send(world, parameters, {"document": {"file_id": name, "file_unique_id": name, **document}, **caption})


def get_file(world: World, parameters: Parameters) -> Json:
    """Say where a file that somebody sent can be fetched."""
    name = parameters.text("file_id")
    if name not in world.files:
        raise Refusal("wrong file_id or the file is temporarily unavailable")
    size = len(world.files[name])
    if size > MOST_BYTES_FETCHED:
        raise Refusal("file is too big")
    return {"file_id": name, "file_unique_id": name, "file_size": size, "file_path": f"documents/{name}"}


def send_poll(world: World, parameters: Parameters) -> Json:
    """Post a poll or a quiz."""
    question = parameters.text("question")
    options = [option["text"] if isinstance(option, dict) else option for option in parameters.json("options") or []]
    if not 1 <= units(question) <= MOST_UNITS_OF_QUESTION:
        raise Refusal(f"poll question length must be 1-{MOST_UNITS_OF_QUESTION}")
    if not 1 <= len(options) <= MOST_POLL_OPTIONS:
        raise Refusal(f"poll must have 1-{MOST_POLL_OPTIONS} options")
    if not all(1 <= units(option) <= MOST_UNITS_OF_OPTION for option in options):
        raise Refusal(f"poll options length must be 1-{MOST_UNITS_OF_OPTION}")
    poll: Json = {
        "id": str(world.next_id()),
        "question": question,
        "options": [
            {"persistent_id": str(place), "text": option, "voter_count": 0} for place, option in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": parameters.boolean("is_closed"),
        "is_anonymous": parameters.boolean("is_anonymous") or "is_anonymous" not in parameters,
        "type": parameters.text("type") or "regular",
        "allows_multiple_answers": parameters.boolean("allows_multiple_answers"),
        "allows_revoting": parameters.boolean("allows_revoting"),
        "members_only": parameters.boolean("members_only"),
    }
    if poll["type"] == "quiz":
        poll |= _solution(world, parameters, len(options))
    return _send(world, parameters, {"poll": poll})


def send_chat_action(world: World, parameters: Parameters) -> bool:
    """Show that the bot is busy."""
    world.chat(parameters)
    if parameters.text("action") not in ACTIONS:
        raise Refusal("wrong parameter action in request")
    return True


def edit_message_text(world: World, parameters: Parameters) -> Json:
    """Replace the text and the keyboard of a message."""
    return _edit(world, parameters, _text(world, parameters))


def edit_message_reply_markup(world: World, parameters: Parameters) -> Json:
    """Replace the keyboard of a message."""
    return _edit(world, parameters, {})


def delete_message(world: World, parameters: Parameters) -> bool:
    """Delete one message."""
    chat = world.chat(parameters)
    message = chat.messages.get(parameters.integer("message_id") or 0)
    if message is None:
        raise Refusal("message to delete not found")
    if chat.is_group and not _is_own(world, message):
        raise Refusal("message can't be deleted")
    del chat.messages[message["message_id"]]
    return True


def delete_messages(world: World, parameters: Parameters) -> bool:
    """Delete those of some messages that can be found."""
    chat, ids = world.chat(parameters), parameters.json("message_ids")
    expect(ids, list, "message_ids")
    if not ids:
        raise Refusal("message identifiers are not specified")
    if len(ids) > MOST_DELETED_AT_ONCE:
        raise Refusal("too many message identifiers specified")
    for message_id in ids:
        chat.messages.pop(message_id, None)
    return True


def _text(world: World, parameters: Parameters) -> Json:
    text, entities = message_text(parameters, strict=world.strict)
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    if (options := parameters.json("link_preview_options")) is not None:
        expect(options, dict, "link_preview_options")
        content["link_preview_options"] = options
    return content


def _send(world: World, parameters: Parameters, content: Json) -> Json:
    chat = world.chat(parameters)
    markup = reply_markup(parameters)
    message = {"from": world.bot, **_place(chat, parameters), **content}
    world.admit(chat)
    return world.post(chat, message | ({"reply_markup": markup} if markup else {}))


def _place(chat: Chat, parameters: Parameters) -> Json:
    """Return the fields that say where in a chat a message stands: its topic, and what it replies to."""
    place: Json = {}
    thread = parameters.integer("message_thread_id")
    if thread is not None and thread not in chat.threads:
        raise Refusal("message thread not found")
    if (reply := parameters.json("reply_parameters", label="reply parameters")) is not None:
        expect(reply, dict, "reply_parameters")
        if replied := chat.messages.get(reply.get("message_id")):
            place["reply_to_message"] = without_reply(replied)
            thread = thread or (replied.get("message_thread_id") if replied.get("is_topic_message") else None)
        elif not reply.get("allow_sending_without_reply"):
            raise Refusal("message to be replied not found")
    return place | ({"message_thread_id": thread, "is_topic_message": True} if thread else {})


def without_reply(message: Json) -> Json:
    """Return a message as it stands inside a reply to it, where the Bot API nests no further."""
    return {field: value for field, value in message.items() if field != "reply_to_message"}


def _edit(world: World, parameters: Parameters, content: Json) -> Json:
    if "inline_message_id" in parameters:
        raise Refusal("MESSAGE_ID_INVALID")  # This server keeps no inline messages.
    chat, message_id = world.chat(parameters), parameters.integer("message_id")
    if not message_id:
        raise Refusal("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise Refusal("message to edit not found")
    if not _is_own(world, message) or "poll" in message:
        raise Refusal("message can't be edited")
    if content and "text" not in message:
        raise Refusal("there is no text in the message to edit")
    markup = reply_markup(parameters, inline_only=True)
    replaced = {"reply_markup", *(("text", "entities", "link_preview_options") if content else ())}
    kept = {field: value for field, value in message.items() if field not in replaced | {"edit_date"}}
    edited = kept | content | ({"reply_markup": markup} if markup else {})
    if all(edited.get(field) == message.get(field) for field in ("text", "entities", "reply_markup")):
        raise Refusal(NOT_MODIFIED)
    world.admit(chat)
    return world.replace(chat, edited)


def _photos(world: World) -> set[str]:
    messages = (message for chat in world.chats.values() for message in chat.messages.values())
    return {size["file_id"] for message in messages for size in message.get("photo", ())}


def _is_own(world: World, message: Json) -> bool:
    return bool(message.get("from", {}).get("id") == world.bot["id"])


def _solution(world: World, parameters: Parameters, options: int) -> Json:
    correct = parameters.json("correct_option_ids")
    if not correct or not all(isinstance(place, int) and 0 <= place < options for place in correct):
        raise Refusal("wrong correct option ID specified")
    explanation = parameters.text("explanation")
    if not explanation:
        return {"correct_option_ids": correct}
    text, entities = formatted(
        explanation,
        parameters.text("explanation_parse_mode"),
        None,
        strict=world.strict,
        most=MOST_UNITS_OF_EXPLANATION,
    )
    if text.count("\n") > MOST_LINE_FEEDS_OF_EXPLANATION:
        raise Refusal("explanation has too many line feeds")
    return {"correct_option_ids": correct, "explanation": text, "explanation_entities": entities}
