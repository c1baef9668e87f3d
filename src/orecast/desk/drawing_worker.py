"""The process in which Vega draws, beside ours: a line with a specification on stdin, a line with its SVG on stdout.

Run as a script, never imported by the package: it needs nothing of Orecast. It ends when its stdin does.
"""

import json
import signal
import sys


def main(fonts: str) -> None:
    """Draw what is asked for, with the fonts of a folder."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends whoever asks, and with him this process
    import vl_convert

    vl_convert.register_font_directory(fonts)
    for line in sys.stdin:
        task = json.loads(line)
        try:
            answer = {"svg": vl_convert.vegalite_to_svg(task, allowed_base_urls=[])}
        except ValueError as error:
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
