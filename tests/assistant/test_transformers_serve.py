"""A real server of the OpenAI protocol, `transformers serve`, over a tiny model with random weights: its gibberish never leaves."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import Assistant, Settings, Turn
from assistant.answering import texts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]
QUESTION = "¿Qué plazo hay para presentar el acta de informe de gestión?"
TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}assistant:"


def make_model(folder: Path) -> None:
    """A one-layer Llama whose vocabulary is bytes; nobody trained it."""
    import torch
    from tokenizers import ByteLevelBPETokenizer
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(["El acta de informe de gestión se presenta en quince días hábiles."], vocab_size=300)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=trained._tokenizer, eos_token="<end>", pad_token="<end>")
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        max_position_embeddings=16_384, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    torch.manual_seed(7)
    model = LlamaForCausalLM(config)
    model.save_pretrained(folder)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a running server, and its model's folder."""
    pytest.importorskip("accelerate", reason="needs the extra: pip install 'relevo[serving]'")
    folder = tmp_path_factory.mktemp("modelo-diminuto")
    make_model(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "transformers.cli.transformers",
        "serve",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen([*command, "--device", "cpu"], env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 50
        while not _healthy(port):
            assert process.poll() is None, (folder / "log.txt").read_text()[-2_000:]
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1", folder
    finally:
        process.terminate()
        process.wait(10)


def _healthy(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def test_gibberish_never_reaches_a_person(assistant: Assistant, settings: Settings, server: tuple[str, Path]) -> None:
    url, folder = server
    few = settings.model_copy(update={"passages": 2})  # bytes are many tokens
    update = {"model": f"openai:{folder}", "model_base_url": url, "model_timeout": 15.0}
    answer = Assistant(assistant.retriever, few.model_copy(update=update)).ask(Turn(QUESTION))
    assert answer.text == Assistant(assistant.retriever, few).ask(Turn(QUESTION)).text
    assert answer.notes in {
        (texts.quoted_instead(reason, partly=False),)
        for reason in (texts.MODEL_UNSUPPORTED, texts.MODEL_SILENT, texts.MODEL_CUT, texts.MODEL_LATE)
    }


def test_a_model_that_the_server_does_not_have_is_a_note(
    assistant: Assistant, settings: Settings, server: tuple[str, Path]
) -> None:
    url, folder = server
    update = {"model": f"openai:{folder}-otro", "model_base_url": url, "model_timeout": 10.0}
    answer = Assistant(assistant.retriever, settings.model_copy(update=update)).ask(Turn(QUESTION))
    assert answer.text == assistant.ask(Turn(QUESTION)).text
    assert len(answer.notes) == 1
