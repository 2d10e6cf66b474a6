"""Prints the named measures of the file `run`, judged by the file `qrels`, for each topic."""
import sys, pytrec_eval

measures = sys.argv[1:]
with open('qrels') as qrels, open('run') as run:
  judgments, results = pytrec_eval.parse_qrel(qrels), pytrec_eval.parse_run(run)
values = pytrec_eval.RelevanceEvaluator(judgments, set(measures)).evaluate(results)
for topic in sorted(values):
  print(topic, *(repr(values[topic][name]) for name in measures))
