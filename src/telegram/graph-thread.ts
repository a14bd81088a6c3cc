import { parentPort, workerData } from 'node:worker_threads';
import { drawGraph, type GraphPicture } from './draw-graph.ts';

const png = await drawGraph(workerData as GraphPicture);
parentPort?.postMessage(png, []);
