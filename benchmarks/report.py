"""Put the newest full table of results/ into the README files: python -m benchmarks.report [--check].

It stands between `<!-- benchmarks -->` and `<!-- /benchmarks -->`; --check changes nothing and fails when it is not the
newest.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.rows import from_json, table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Words:
    """The language of one README: the sentence over the table, its header, what is said where a row has a floor, and its
    rows (English where not named).
    """

    sentence: str
    header: tuple[str, ...]
    floor: str
    rows: dict[str, str] = field(default_factory=dict)


LANGUAGES = {
    "README.md": Words(
        "Measured on {machine}, on {day}, both programs in turn in one run (medians; TensorBoard {tensorboard}).",
        ("What", "TensorBoard", "Sonde", "Ratio", "Asked", ""),
        "“≤ 2.5 × …” is asked of what two threads take that only read the same bytes and sum up their CRC.",
    ),
    "README.zh-CN.md": Words(
        "测量环境：{machine}；日期：{day}；两个程序在同一次运行中交替测量，取中位数（TensorBoard {tensorboard}）。",
        ("项目", "TensorBoard", "Sonde", "倍数", "目标", ""),
        "“≤ 2.5 × …”以两个线程单纯读取同样的字节并计算 CRC 所需的时间为准。",
        {
            "load_wide_all": "冷加载，保留全部数据点（wide）",
            "load_wide_sampled": "冷加载，日常用法（wide；TensorBoard 每条曲线只留 1,000 个点）",
            "memory_wide": "服务进程内存，wide 的一千万个点",
            "load_long_all": "冷加载，保留全部数据点（long）",
            "load_long_sampled": "冷加载，日常用法（long；TensorBoard 每条曲线只留 1,000 个点）",
            "memory_long": "服务进程内存，long 的一千万个点",
            "images_load": "冷加载 2 GB 图像",
            "images_memory": "2 GB 图像比空目录多占的内存",
            "start": "从启动进程到第一次应答",
            "stop": "从停止信号到进程结束（打开着实时流）",
            "stop_download": "从停止信号到进程结束（正在下载）",
            "query": "通过 HTTP 查询一个标签的 200 个运行",
            "query_smoothed": "同一查询，由服务端平滑",
            "query_size": "应答的大小",
            "runs_load": "10,000 个运行 × 50 个超参数 × 20 个指标：从第一次应答到全部读完",
            "runs_table_first": "……第一次通过 HTTP 查询运行表",
            "runs_table": "……再次查询运行表",
            "runs_filter": "……按条件筛选",
            "runs_sort": "……按指标排序",
            "runs_page": "……“运行”页面：首批行",
            "runs_page_frame": "……滚动时的帧间隔（中位数）",
            "runs_page_slow": "……滚动时的帧间隔（第 95 百分位）",
            "runs_groups": "1,000 个运行 × 2,500 个点合成 20 组，均值与离散程度",
            "runs_hparams_open": "1,000 个运行 × 50 个超参数 × 20 个指标：打开超参数页面时的查询",
            "runs_hparams_sort": "……按指标排序",
            "runs_hparams_first": "……首次查询",
            "page_first_chart": "打开 wide 的网页：第一张图",
            "page_settled": "打开 wide 的网页：完全静止",
            "page_heap": "打开 wide 的网页：JavaScript 堆",
            "page_heap_collected": "打开 wide 的网页：垃圾回收后的堆",
            "kinds_histograms_first": "100 个标签 × 200 步直方图 × 10 个运行：第一张卡片",
            "kinds_histograms_frame": "……滚动时的帧间隔（中位数）",
            "kinds_histograms_slow": "……滚动时的帧间隔（第 95 百分位）",
            "kinds_histograms_memory": "……再次访问使服务进程增加的内存",
            "kinds_histograms_bytes": "……一张卡片一个运行的传输量",
            "kinds_histograms_unseen": "……从未进入视野却被请求的序列",
            "kinds_pictures_first": "2,000 张 1 MB 的图像：第一张卡片",
            "kinds_pictures_frame": "……滚动时的帧间隔（中位数）",
            "kinds_pictures_slow": "……滚动时的帧间隔（第 95 百分位）",
            "kinds_pictures_memory": "……再次访问使服务进程增加的内存",
            "kinds_pictures_bytes": "……一张卡片一个运行的传输量",
            "kinds_pictures_unseen": "……从未进入视野却被请求的序列",
            "kinds_sounds_first": "500 段音频：第一张卡片",
            "kinds_sounds_frame": "……滚动时的帧间隔（中位数）",
            "kinds_sounds_slow": "……滚动时的帧间隔（第 95 百分位）",
            "kinds_sounds_memory": "……再次访问使服务进程增加的内存",
            "kinds_sounds_bytes": "……一张卡片一个运行的传输量",
            "kinds_sounds_unseen": "……从未进入视野却被请求的序列",
            "live": "从数据点写入文件到画上屏幕",
            "idle": "跟踪 1,000 个没有变化的运行，占一个核的比例",
            "add_scalar_torch": "add_scalar，直到关闭写入器（对比 torch）",
            "add_scalar_tensorboardX": "add_scalar，直到关闭写入器（对比 tensorboardX）",
            "add_histogram_torch": "add_histogram，一百万个 float32（对比 torch）",
            "add_image_torch": "add_image，256 × 256 RGB（对比 torch）",
            "import": "导入写入器，比只导入 NumPy 多花的时间（对比 tensorboardX）",
            "loop": "每步一秒、记录 100 个标量的训练循环变慢多少",
            "growth": "调用一千万次 add_scalar 后增加的内存",
        },
    ),
}


def newest() -> Path | None:
    files = sorted(RESULTS.glob("*.json"))
    return files[-1] if files else None


def markdown(result: dict[str, Any], words: Words) -> str:
    rows = [from_json(row) for row in result["rows"]]
    cells = table([replace(row, what=words.rows.get(row.key, row.what)) for row in rows])[1:]
    sentence = words.sentence.format(
        machine=machine.sentence(result["machine"]),
        day=result["taken"][:10],
        tensorboard=result["versions"]["tensorboard"],
    )
    lines = [words.header, ("---", "--:", "--:", "--:", "--:", ":-:"), *cells]
    table_lines = ["| " + " | ".join(line) + " |" for line in lines]
    after = ["", words.floor] if any(row.floor for row in rows) else []
    return "\n".join([sentence, "", *table_lines, *after]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.report", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument(
        "--check", action="store_true", help="only say whether the README files hold the newest table"
    )
    check = parser.parse_args().check
    path = newest()
    if path is None:
        print("no full run in benchmarks/results yet: `make bench` makes one")
        return 0
    result = json.loads(path.read_text(encoding="utf-8"))
    stale = False
    for name, words in LANGUAGES.items():
        file = ROOT / name
        old = file.read_text(encoding="utf-8")
        before, opening, rest = old.partition("<!-- benchmarks -->\n")
        _, closing, after = rest.partition("<!-- /benchmarks -->")
        new = before + opening + markdown(result, words) + closing + after
        stale |= new != old
        if new != old and not check:
            file.write_text(new, encoding="utf-8")
    if stale and check:
        print(f"the README files do not hold the table of {path.name}: run `python -m benchmarks.report`")
    return int(stale and check)


if __name__ == "__main__":
    sys.exit(main())
